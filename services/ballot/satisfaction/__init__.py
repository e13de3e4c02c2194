"""满意度测评: last year's projects rated secretly in the same session, as a ballot of its own."""
