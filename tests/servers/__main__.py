"""``python -m tests.servers install``: what ``make test`` calls first."""

import sys

from tests import servers

if sys.argv[1:] != ["install"]:
    sys.exit(servers.__doc__)
sys.exit(servers.report())
