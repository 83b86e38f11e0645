"""Every run of the checks tries the same examples, so that a change is judged by what it changed.

``TRUNKLINE_EXPLORE=1`` tries new ones each time; what is found then becomes a test of its own.
"""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("steady", derandomize=True)
settings.register_profile("explore", print_blob=True)
settings.load_profile("explore" if os.environ.get("TRUNKLINE_EXPLORE") == "1" else "steady")
