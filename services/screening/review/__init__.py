"""Score cards (评审卡): what each reviewer thinks of an alternative, before the joint decision."""
