"""Field visits and publicity (调研视察、宣传) of deliberators and deputies (E-36, E-37, W-45)."""
