# SPDX-License-Identifier: MIT
# The whole course: each lesson's perfect play, its mistakes, its goals left out, twenty seeds of each drawn cause, and the perfect
# play of every other lesson.
"$VSPA" train check -j2 --foreign --quiet >"$WORK/out" 2>&1 || { cat "$WORK/out"; exit 1; }
sed -n 's/^\([0-9]* lessons*, .*\)/# \1/p' "$WORK/out"
