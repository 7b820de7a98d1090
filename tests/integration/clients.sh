# SPDX-License-Identifier: MIT
# The Python client and the Robot library, by pytest, with Debian's python3.
. "$(dirname "$0")/servers"
cd "$(dirname "$0")/../../emu/clients"
PYTHONDONTWRITEBYTECODE=1 TMPDIR=$WORK /usr/bin/python3 -m pytest -q -p no:cacheprovider --basetemp="$WORK/pytest"
