"""会议材料汇编: all papers of a session in one PDF, supplements, the voting rules (W-06)."""
