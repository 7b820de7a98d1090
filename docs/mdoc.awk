# SPDX-License-Identifier: MIT
# A page of ours in Markdown as a manual page in mdoc(7): headings, paragraphs, lists, tables, code.
# usage: awk -v page=vspa-scenario -v section=5 -v date=2026-01-01 -v about='one line' -f docs/mdoc.awk PAGE.md
function escape(text) {
    gsub(/\\/, "\\e", text)
    gsub(/`/, "", text)
    gsub(/\*\*/, "", text)
    while (match(text, /\[[^]]*\]\([^)]*\)/)) { # [text](address)
        link = substr(text, RSTART, RLENGTH)
        sub(/^\[/, "", link); sub(/\].*/, "", link)
        text = substr(text, 1, RSTART - 1) link substr(text, RSTART + RLENGTH)
    }
    gsub(/-/, "\\-", text)
    if (text ~ /^[.']/) text = "\\&" text
    gsub(/\(\)/, "\\\\\&()", text) # not an .Fn of C
    sub(/[ \t]+$/, "", text)
    return text
}
function say(text,    n, i, at, cut) { # a sentence a line
    n = split(text, at, /\. /)
    for (i = 1; i <= n; i++) {
        text = at[i] (i < n ? "." : "")
        while (length(text) > 74) { # mandoc finds longer lines unreadable
            for (cut = 74; cut > 0 && substr(text, cut, 1) != " "; cut--);
            if (cut == 0) break
            print escape(substr(text, 1, cut - 1))
            text = substr(text, cut + 1)
        }
        if (text != "") print escape(text)
    }
}
function close_list() {
    if (list != "") print ".El"
    list = ""
}
function close_paragraph() {
    if (paragraph != "") {
        if (has_text) print ".Pp"
        say(paragraph)
        has_text = 1
    }
    paragraph = ""
}
BEGIN {
    print ".\\\" SPDX-License-Identifier: MIT"
    print ".Dd " date
    print ".Dt " toupper(page) " " section
    print ".Os"
    print ".Sh NAME"
    print ".Nm " page
    print ".Nd " escape(about)
    print ".Sh DESCRIPTION"
}
/^```/ {
    close_paragraph()
    if (list == "bullet") close_list()
    if (in_code) print ".Ed"; else print ".Bd -literal -offset indent"
    in_code = !in_code
    has_text = 1
    next
}
in_code {
    gsub(/\\/, "\\e"); gsub(/-/, "\\-")
    if ($0 ~ /^[.']/) $0 = "\\&" $0
    print
    next
}
/^# / { next }
/^## / || /^### / {
    close_paragraph(); close_list()
    heading = $0
    sub(/^#+ /, "", heading)
    print (($0 ~ /^## /) ? ".Sh " : ".Ss ") escape(heading) (heading ~ /[\])]$/ ? "\\&" : "")
    has_text = 0
    next
}
/^\|/ {
    close_paragraph()
    if ($0 ~ /^\| *-+/) next # the line below the titles
    row = $0
    gsub(/\\\|/, "\001", row)
    sub(/^\| */, "", row); sub(/ *\| *$/, "", row)
    n = split(row, cell, / *\| */)
    if (list != "table") { close_list(); list = "table"; print ".Bl -tag -width Ds"; next } # the titles
    gsub(/\001/, "|", cell[1])
    print ".It Li " escape(cell[1])
    text = ""
    for (i = 2; i <= n; i++) text = text (text != "" && cell[i] != "" ? " - " : "") cell[i]
    gsub(/\001/, "|", text)
    if (text == "") print "\\&"; else say(text)
    next
}
/^- / {
    close_paragraph()
    if (list != "bullet") { close_list(); list = "bullet"; print ".Bl -bullet" }
    print ".It"
    paragraph = substr($0, 3)
    has_text = 0
    next
}
/^[0-9]+\. / {
    close_paragraph()
    if (list != "enum") { close_list(); list = "enum"; print ".Bl -enum" }
    print ".It"
    sub(/^[0-9]+\. +/, "")
    paragraph = $0
    has_text = 0
    next
}
/^[ \t]*$/ { close_paragraph(); close_list(); next }
{ sub(/^[ \t]+/, ""); paragraph = paragraph (paragraph == "" ? "" : " ") $0 }
END {
    close_paragraph(); close_list()
    print ".Sh SEE ALSO"
    print ".Xr vspa 1"
}
