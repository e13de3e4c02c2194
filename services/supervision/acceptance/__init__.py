"""The end of a project (验收、销号): declared ready, accepted, asked about, written off."""
