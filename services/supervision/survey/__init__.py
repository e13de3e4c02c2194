"""满意度测评 at the works: unsigned papers from those who use them, counted by two people."""
