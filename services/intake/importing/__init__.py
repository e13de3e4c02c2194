"""The ledger in and out as a workbook (意见建议台账)."""
