#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The picture of the demo in the top README: runs the demo on a terminal and draws what it prints as SVG.
# usage: emu/demo/lab/picture.sh > emu/demo/lab/demo.svg     (needs util-linux's script)
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/../../.."

script -qec "build/vspa demo --fast --seed 2102" /dev/null 2>/dev/null | tr -d '\r' | sed -n '2,66p' | cut -c1-220 | awk '
function escape(s) { gsub(/&/, "\\&amp;", s); gsub(/</, "\\&lt;", s); gsub(/>/, "\\&gt;", s); return s }
# Colour codes of the terminal become spans; a code holds until the next.
function spans(s,    out, code, colour, weight, at) {
    colour = "#d6deeb"; weight = "normal"
    while ((at = index(s, "\033[")) > 0) {
        out = out span(substr(s, 1, at - 1), colour, weight)
        s = substr(s, at + 2)
        code = substr(s, 1, index(s, "m") - 1)
        s = substr(s, index(s, "m") + 1)
        weight = code == "1" ? "bold" : "normal"
        colour = code == "36" ? "#7fdbca" : code == "32" ? "#8bd649" : code == "2" ? "#7f8fa6" : code == "33" ? "#ecc48d" : code == "35" ? "#c792ea" : "#d6deeb"
        if (code == "1") colour = "#ffffff"
    }
    return out span(s, colour, weight)
}
function span(s, colour, weight) {
    return s == "" ? "" : "<tspan fill=\"" colour "\" font-weight=\"" weight "\">" escape(s) "</tspan>"
}
{ line[NR] = $0 }
END {
    height = 60 + NR * 18
    printf "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1080\" height=\"%d\" viewBox=\"0 0 1080 %d\">\n", height, height
    printf "<rect width=\"1080\" height=\"%d\" rx=\"8\" fill=\"#0b1524\"/>\n", height
    printf "<circle cx=\"20\" cy=\"18\" r=\"6\" fill=\"#ff5f56\"/><circle cx=\"40\" cy=\"18\" r=\"6\" fill=\"#ffbd2e\"/><circle cx=\"60\" cy=\"18\" r=\"6\" fill=\"#27c93f\"/>\n"
    printf "<text x=\"540\" y=\"22\" fill=\"#7f8fa6\" font-family=\"monospace\" font-size=\"13\" text-anchor=\"middle\">$ ./dev demo</text>\n"
    printf "<g font-family=\"DejaVu Sans Mono, Menlo, Consolas, monospace\" font-size=\"13\" xml:space=\"preserve\" style=\"white-space:pre\">\n"
    for (i = 1; i <= NR; i++) printf "<text x=\"16\" y=\"%d\">%s</text>\n", 46 + i * 18, spans(line[i])
    print "</g>\n</svg>"
}'
