#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# G.729 by a library of the host's: offered and spoken with --g729, never without; a record says that it needs it. The
# library is one of our own that looks like it.
. "$(dirname "$0")/lib.sh"
mkdir good bad
cc -shared -fPIC -o good/libbcg729.so.0 "$here/../data/bcg729_fake.c"
echo 'int bcg729Encoder;' | cc -shared -fPIC -x c -o bad/libbcg729.so.0 -
cat >call.lua <<'END'
local function call(g729, offer, sound)
  unit {release = "5.2.10", g729 = g729, params = {Proxy_1_ = "192.168.1.200", User_ID_1_ = "1001",
    Resync_On_Reset = "No", Preferred_Codec_1_ = "G729a"}}
  lab:registrar {}
  local peer = lab:phone {number = "200", answers_after = "1s", sdp = "v=0\no=- 1 1 IN IP4 192.168.1.200\ns=-\n" ..
    "c=IN IP4 192.168.1.200\nt=0 0\nm=audio 20000 RTP/AVP " .. (g729 and 18 or 0) .. "\na=sendrecv\n"}
  power:on()
  lab:expects("sip: REGISTER 1001: 200")
  phone[1]:offhook()
  wait("1s")
  phone[1]:dial("200#")
  trace:expects("fw.media=starts: " .. sound)
  expect(peer:message("INVITE "):find("m=audio 16384 RTP/AVP " .. offer .. "\r", 1, true) ~= nil)
  wait("2s")
  phone[1]:onhook()
  expect(peer:ends():find("received 6%d") ~= nil)
end
scenario("with", function() call(true, "18 0 2 8 96 97 98 100 101", "G729a") end)
scenario("without", function() call(false, "0 2 8 96 97 98 100 101", "G711u") end)
END
export LD_LIBRARY_PATH=$PWD/good
expect 0 "2 passed" "$vspa" test call.lua --check-replay
expect 0 "1 passed" "$vspa" test call.lua --filter without
export LD_LIBRARY_PATH=$PWD/bad
expect 0 "1 passed" "$vspa" test call.lua --filter without
"$vspa" test call.lua --filter "=call.lua: with" >out 2>&1 && fail "a library of another version was taken"
grep -q 'bcg729 1.1): install it, the one found is another version' out || fail "$(tail -3 out)"
"$vspa" new --unit u.flash >/dev/null
expect 3 "--g729: this host has no libbcg729.so.0" "$vspa" run --unit u.flash --g729 --for 1s; one_line
unset LD_LIBRARY_PATH
expect 0 "" "$vspa" run --unit u.flash --for 1s
exit "$failed"
