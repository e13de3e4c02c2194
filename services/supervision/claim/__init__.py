"""Claims (认领): deliberators who follow a project (W-21)."""
