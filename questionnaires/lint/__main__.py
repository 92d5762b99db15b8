"""``python -m questionnaires.lint FOLDER``."""

import sys

from questionnaires.lint import main

sys.exit(main())
