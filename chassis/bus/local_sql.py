"""The SQL of the embedded bus: one table of messages, and what is done with them."""

SCHEMA = """
CREATE TABLE IF NOT EXISTS bus_messages (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    queue TEXT NOT NULL,
    id TEXT NOT NULL,
    body BLOB NOT NULL,
    attempt INTEGER NOT NULL DEFAULT 0,
    deliveries INTEGER NOT NULL DEFAULT 0,
    visible_at REAL NOT NULL,
    UNIQUE (queue, id)
);
CREATE INDEX IF NOT EXISTS bus_messages_due ON bus_messages (queue, visible_at, seq);
"""

DUE = """
SELECT seq, queue, body, attempt, deliveries FROM bus_messages
WHERE queue = ? AND visible_at <= ? AND seq NOT IN (SELECT value FROM json_each(?))
ORDER BY visible_at, seq LIMIT ?
"""

# The earliest row of each queue that is not in hand, each found by one step into the index.
LOOK = """
SELECT wanted.value, (
    SELECT visible_at FROM bus_messages
    WHERE queue = wanted.value AND seq NOT IN (SELECT value FROM json_each(?))
    ORDER BY visible_at, seq LIMIT 1
) FROM json_each(?) AS wanted
"""

# An answered delivery is not one in vain: climbing begins the count anew.
CLIMB = """
UPDATE bus_messages SET visible_at = ?, attempt = attempt + 1, deliveries = 0 WHERE seq = ?
"""

GIVE_UP = """
UPDATE OR REPLACE bus_messages SET queue = ?, visible_at = ?, deliveries = 0 WHERE seq = ?
"""
