#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The pictures of docs/training.md: docs/pictures/training.sh VSPA [DIR]
set -euo pipefail
vspa=$(readlink -f "$1")
out=$(readlink -f "${2:-$(dirname "$0")}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

# lesson NAME LESSON OPTIONS... <<< what is typed: the window as it stands at the end, or when the trainee leaves
lesson() {
    local name=$1 lesson=$2
    shift 2
    "$vspa" train play "$lesson" --seed 1 --window --hidden --size 1280x800 --picture "$out/training-$name.png" "$@" >/dev/null || [ $? = 1 ]
}
lesson begin T09 <<<$'look\nask 1\nquit'
lesson works T01 --theme light <<<$'look\nask 1\ndiagnosis ask\nlift\n****\nwait 3s\n110#\nwait 7s\n140#\nwait 2s\nquit'
lesson debrief T03 --language de <<<$'look\nlift\n****\nwait 3s\n110#\nwait 8s\n877778#\nwait 5s\nhang\nhint\nhint\nwait 5s'
lesson exam T18 --mode exam <<<$'look\nlog\ndiagnosis 2\nquit'
