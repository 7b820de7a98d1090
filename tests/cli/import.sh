#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# vspa import: pages in the shape of a real unit's (made-up values), an XML dump, profiles. The twin asks as the real one would.
. "$(dirname "$0")/lib.sh"
export VSPA_IMAGES=$(dirname "$vspa")/images

# End tags of cells are left out, style and script stand in front of head, one entity lacks its semicolon.
cat >router.html <<'HTML'
<html>
<style>
table.menu1 td { font: Label: }
</style>
<script>document.write("<td>MAC Address:<td>000E08FFFFFF");</script>
<head><title>Linksys SPA Configuration</title></head>
<body><center><form action="bsipura.spa" method="POST"><table width="700">
<tr><td>Router<td><a href="voice/">Voice</a>
<tr><td><div class="navbar"><h2 class="tab" id="navStatus"><a href="#">Status</a></h2></div>
<tr><td>
<div class="tab-page" id="Status"><br><table class="stat">
<tr bgcolor=#d3d3d3><td colspan=4><tr bgcolor=#d3d3d3><td colspan=4><font class="labelft">Product Information</font>
<tr bgcolor=#dcdcdc><td>Product Name:<td><font color="darkblue">SPA-2102</font><td>Serial Number:<td><font color="darkblue">FM500K555111</font>
<tr bgcolor=#d3d3d3><td>Software Version:<td><font color="darkblue">5.2.10</font><td>Hardware Version:<td><font color="darkblue">1.3.5(a)</font>
<tr bgcolor=#dcdcdc><td>MAC Address:<td><font color="darkblue">000E08ABC123</font><td>Client Certificate:<td><font color="darkblue">Installed</font>
<tr bgcolor=#d3d3d3><td>Customization:<td><font color="darkblue">Open</font><td><td>
<tr><td colspan=4><font class="labelft">System Status</font>
<tr><td>Host Name:<td><font color="darkblue">box&nbsp</font><td>Domain:<td><font color="darkblue">isp.example</font>
</table> </div>
<div class="tab-page" id="Wan Setup"><br><table class="stat"><tr><td colspan=4><font class="labelft"> Optional Settings</font>
<tr><td>HostName:<td><input class="inputc" size="20" value="office" name="30255" maxlength=2047><td>Domain:<td><input class="inputc" name="30447" value="corp.example" maxlength=2047>
<tr><td colspan=4><font class="labelft"> PPPoE Settings</font>
<tr><td>PPPOE Login Name:<td><input name="29228" value="joe" maxlength=2047><td>PPPOE Login Password:<td><input name="P29420" value="" maxlength=255>
</table> </div></table></form></center></body></html>
HTML
# Saved by a browser: capitals, end tags, quotes. The label stands in a tab of its own.
cat >voice.html <<'HTML'
<!DOCTYPE html><HTML><BODY><DIV CLASS="tab-page selected" ID="Provisioning"><TABLE CLASS="stat"><TBODY>
<TR><TD>Profile Rule:</TD><TD COLSPAN="3"><INPUT CLASS="inputw" VALUE="http://192.168.1.200:PORT/cfg/$MA.cfg?a=1&amp;b=2" NAME="40001" MAXLENGTH="2047"></TD></TR>
<TR><TD>Resync On Reset:</TD><TD><SELECT NAME="40002"><OPTION SELECTED VALUE="1">yes</OPTION><OPTION VALUE="0">no</OPTION></SELECT></TD>
<TD>Resync Random Delay:</TD><TD><INPUT VALUE="0" NAME="40003"></TD></TR></TBODY></TABLE></DIV>
<DIV CLASS="tab-page" ID="Line 2"><TABLE><TR><TD>Proxy:</TD><TD><INPUT VALUE="sip.example.com" NAME="40004"></TD></TR></TABLE></DIV>
</BODY></HTML>
HTML

# --- the first request, on a server of the host ---
cat >server.py <<'PY'
import http.server, sys
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        with open("request", "w") as out:
            out.write(self.path + "\n" + self.headers["User-Agent"] + "\n")
        self.send_error(404)
    def log_message(self, *args):
        pass
server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
with open("port.tmp", "w") as out:
    out.write(str(server.server_port))
import os
os.rename("port.tmp", "port")
server.handle_request()
PY
python3 server.py &
server=$!
trap 'kill $server 2>/dev/null; rm -rf "$work"' EXIT
until [ -s port ]; do kill -0 $server || exit 1; done
sed "s/:PORT//" voice.html >voice80.html
expect 0 "twin.flash: SPA-2102, MAC 000E08ABC123, serial FM500K555111, hardware 1.3.5(a), release 5.2.10" \
    "$vspa" import router.html voice80.html --unit twin.flash
grep -q "PPPOE_Login_Password: an empty password field" out || fail "no masked password: $(cat out)"
grep -qE "unknown|refused|^  cut|assumed" out && fail "import of two whole pages: $(cat out)"
expect 0 "" "$vspa" run --unit twin.flash --map tcp:80="$(cat port)" --time warp --for 30
printf '/cfg/000e08abc123.cfg?a=1&b=2\nLinksys/SPA-2102-5.2.10 (FM500K555111)\n' | diff - request || fail "the first request"
expect 0 "corp.example" "$vspa" show twin.flash
grep -q "Proxy_2_  *\"sip.example.com\"" out || fail "Line 2: $(cat out)"
grep -q "isp.example" out && fail "a status row became a parameter"

# --- the nearest release, and what is not known ---
sed 's/5\.2\.10/5.2.11/; s/Not Installed/x/; s/Certificate:<td><font color="darkblue">Installed/Certificate:<td><font color="darkblue">Not Installed/' router.html >other.html
expect 0 "release 5.2.11 is not installed, this is the nearest" "$vspa" import other.html --unit other.flash
expect 0 '"certificate": false' "$vspa" show other.flash --json
sed 's/SPA-2102</PAP2T</; s/5\.2\.10/5.1.5(LS)/' router.html >pap.html
expect 0 "PAP2T" "$vspa" import pap.html
sed 's/SPA-2102</WRT54G</' router.html >wrt.html
expect 1 "no release of the WRT54G" "$vspa" import wrt.html; one_line
expect 1 "give it with --mac" "$vspa" import voice.html; one_line
expect 0 "assumed   serial number: random" "$vspa" import voice.html --mac 000E08000001
sed 's/000E08ABC123/000E08ABC124/' router.html >second.html
expect 1 "two units" "$vspa" import router.html second.html; one_line
printf '<flat-profile><GPP_A>x</GPP_A></flat-profile>' | gzip >p.cfg
expect 0 "1 value taken, 1 other than factory" "$vspa" import p.cfg --mac 000E08000001
echo 'Proxy[1] ! "x" ;' >source.txt
expect 0 "source text, 1 field" "$vspa" import source.txt --mac 000E08000001
expect 0 "" "$vspa" spc source.txt compiled.cfg
expect 0 "profile, 1 field" "$vspa" import compiled.cfg --mac 000E08000001
head -c 2000 /dev/urandom >noise
expect 1 "not a saved web page" "$vspa" import noise; one_line
expect 1 "a unit file already" "$vspa" import twin.flash; one_line
expect 1 "no field of a unit" "$vspa" import <(echo "<html><body>hello</body></html>"); one_line
expect 3 "twin.flash" "$vspa" import router.html --unit twin.flash; one_line
expect 0 "" "$vspa" import router.html --unit twin.flash --force

# --- an XML dump with twenty fields that give no value: each is named ---
{
    echo '<?xml version="1.0"?><spa-dump>'
    cat <<'XML'
<Product_Name group="Info/Product_Information">SPA-2102</Product_Name>
<Serial_Number group="Info/Product_Information">FM500K555222</Serial_Number>
<Software_Version group="Info/Product_Information">5.2.10</Software_Version>
<Hardware_Version group="Info/Product_Information">1.3.5(a)</Hardware_Version>
<MAC_Address group="Info/Product_Information">000E08ABC222</MAC_Address>
<Client_Certificate group="Info/Product_Information">Installed</Client_Certificate>
<Registration_State group="Info/Line_1_Status">Online</Registration_State>
<Display_Name group="Info/Line_1_Status">nobody</Display_Name>
<Display_Name_1_ group="Line_1/Subscriber_Information" ua="ro">Caf&#233; &amp; Bar</Display_Name_1_>
<Admin_Passwd group="System/System_Configuration"></Admin_Passwd>
<User_Password group="System/System_Configuration">********</User_Password>
<Password_1_ group="Line_1/Subscriber_Information"></Password_1_>
<Password_2_ group="Line_2/Subscriber_Information">****</Password_2_>
<GPP_SA group="Provisioning/General_Purpose_Parameters"></GPP_SA>
<GPP_SB group="Provisioning/General_Purpose_Parameters"></GPP_SB>
<PPPOE_Login_Password group="Wan_Setup/PPPoE_Settings"></PPPOE_Login_Password>
XML
    for i in 1 2 3 4 5 6 7 8 9 10; do echo "<Future_Knob_$i group=\"Line_1/Knobs\">$i</Future_Knob_$i>"; done
    echo '<Resync_Periodic group="Provisioning/Configuration_Profile">soon</Resync_Periodic>'
    echo '<Debug_Level group="System/Miscellaneous_Settings">9</Debug_Level>'
    printf '<Dial_Plan_1_ group="Line_1/Dial_Plan">(*xx|[3469]11|0|00'
} >dump.xml
expect 0 "XML dump" "$vspa" import dump.xml --unit dump.flash
cp out told
expect 0 '"cut": true' "$vspa" import dump.xml --json
n=0
for name in Admin_Passwd User_Password Password_1_ Password_2_ GPP_SA GPP_SB PPPOE_Login_Password \
            Future_Knob_{1,2,3,4,5,6,7,8,9,10} Resync_Periodic Debug_Level Dial_Plan_1_; do
    n=$((n + 1))
    grep -qE "dump.xml:[0-9]+: $name(:|\$)" told || fail "not told: $name"
    grep -qF "\"name\": \"$name\"" out || fail "not in JSON: $name"
done
[ $n -eq 20 ] || fail "$n fields"
[ "$(grep -c 'dump.xml:[0-9]' told)" -eq 20 ] || fail "other fields are told: $(cat told)"
python3 - out <<'PY' || fail "the lists of the JSON report"
import json, sys
r = json.load(open(sys.argv[1]))
assert [len(r[k]) for k in ("masked", "unknown", "refused", "cut")] == [7, 10, 2, 1], r
assert r["taken"] == 1 and r["mac"] == "000E08ABC222" and r["inputs"][0]["form"] == "XML dump", r
PY
expect 0 "user access ro" "$vspa" show dump.flash

# A dump writes an empty value as an empty element: the twin's is empty too, not the factory's.
cat >empty.xml <<'XML'
<flat-profile>
<MAC_Address group="Info/Product_Information">000E08ABC223</MAC_Address>
<Domain group="Status/System_Status"/>
<Dial_Plan_1_ group="Line_1/Dial_Plan" ua="ro"/>
<Password_1_ group="Line_1/Subscriber_Information"/>
</flat-profile>
XML
expect 0 "1 value taken, 1 other than factory" "$vspa" import empty.xml --unit empty.flash

# A page at each place where it may have been cut: never worse than a report.
size=$(wc -c <voice.html)
for ((at = 40; at < size; at += 61)); do
    head -c $at voice.html >part.html
    "$vspa" import part.html --mac 000E08000001 >out 2>&1
    [ $? -le 1 ] || fail "cut at $at: $(head -c 300 out)"
done
exit $failed
