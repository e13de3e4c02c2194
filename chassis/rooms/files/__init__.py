"""Photos and attachments: checked by their content, cleaned, kept with the document they belong to.

``photos`` and ``attachments`` decide what is let in; ``store`` keeps the bytes beside the
documents; ``keeping`` joins both for a service; ``serving`` answers a file over HTTP; ``sweeping``
removes what was uploaded and never attached. Decision record 0010 says why it is built this way.
"""
