# SPDX-License-Identifier: MIT
# Values that a parameter does not take, typed at the telephone: the voice menu refuses what the unit refuses.
# The rows of tests/vectors/n_values.tsv that have an option of the menu; unit, lint and explain: unit.vectors_values.
. "$(dirname "$0")/lib.sh"

{
    echo 'cases({'
    # An address wants a static unit: options 111 to 131 are invalid while DHCP is on.
    awk -F'\t' '!/^#/ && $7 != "" && $1 != "id" {
        split($7, menu, " ")
        printf "  {\"%s %s\", code = \"%s\", keys = \"%s\", element = \"%s\"},\n", $1, $4, menu[1], menu[2], $4
    }' "$here/../vectors/n_values.tsv"
    cat <<'LUA'
}, function(row)
  unit {release = "5.2.10", params = {Connection_Type = "Static IP", Static_IP = "192.168.1.120", NetMask = "255.255.255.0",
                                      Gateway = "192.168.1.1"}}
  power:on()
  wait("20s")
  local before = param[row.element]
  local p = phone[1]
  p:offhook()
  wait("500ms")
  p:dial("****")
  p:hears("main_menu")
  p:hears("silence", {within = "30s"})
  p:dial(row.code .. "#")
  p:hears("enter_value")
  p:hears("silence", {within = "30s"})
  p:dial(row.keys .. "#")
  p:hears("invalid_value")
  p:onhook()
  wait("5s")
  equal(param[row.element], before)
end)
LUA
} >values.lua
n=$(grep -c 'code = ' values.lua)
[ "$n" -ge 8 ] || fail "only $n rows of the table have an option of the voice menu"
expect 0 "$n scenarios" "$vspa" test values.lua
exit $failed
