"""The money of a project (资金, W-16, W-17): sources, payments, receipts."""
