# SPDX-License-Identifier: MIT
# The pages as the field sees them: nmap names the unit, its 401 and 404 are those of nmap's data to the byte; curl, wget, LWP
# and requests log in by digest and post; a script posts one field without a login.
. "$(dirname "$0")/servers"

port=$(free_port)
mkdir "$WORK/lab"
unit() { # unit PROFILE: a unit of 3.3.6 that has read it
    echo "<flat-profile><Enable_WAN_Web_Server>Yes</Enable_WAN_Web_Server><Resync_On_Reset>No</Resync_On_Reset>$1</flat-profile>" >"$WORK/lab/spa2102.cfg"
    "$VSPA" new --force --unit "$WORK/u.flash" --release 3.3.6 --mac 000E08ABCDEF --serial FM500K245546
    "$VSPA" run --unit "$WORK/u.flash" --lab "$WORK/lab" --time warp --seed 1 --for 10m >"$WORK/first" 2>&1
}
start() { # the unit, at $port of this host
    "$VSPA" run --unit "$WORK/u.flash" --lab "$WORK/lab" --time x20 --forward "$port" >"$WORK/run" 2>&1 &
    pid=$!
    echo "$pid" >>"$WORK/pids"
    wait_until curl -s -o "$WORK/page" "http://127.0.0.1:$port/" # whatever it answers
}
stop() {
    kill "$pid" && wait "$pid" || true
}
raw() { # raw PATH: the bytes of the reply, head and all
    exec 3<>"/dev/tcp/127.0.0.1/$port"
    printf 'GET %s HTTP/1.0\r\n\r\n' "$1" >&3
    cat <&3
    exec 3>&-
}
url=http://127.0.0.1:$port

# Without a password: what scanners see, and a script.
unit ""
start
python3 "$(dirname "$0")/../cli/visits.py" "$port" 200 2000 300
nmap -sV --version-intensity 9 -p "$port" 127.0.0.1 | tee "$WORK/nmap"
grep -q 'Linksys SPA2102 VoIP phone http config' "$WORK/nmap"
raw /nothing >"$WORK/404"
curl -sf -d 30255=script "$url/bsipura.spa" | grep -q 'SPA is updating your configuration. Unit may reset.'
stop

# A server that answers everything with the unit's 404 is an SPA, says nmap.
other=$(free_port)
/usr/bin/python3 - "$other" "$WORK/404" <<'PY' &
import socket, sys
page = open(sys.argv[2], "rb").read()
s = socket.create_server(("127.0.0.1", int(sys.argv[1])))
while True:
    c, _ = s.accept()
    c.settimeout(300)
    try:
        if c.recv(4096):
            c.sendall(page)
    except OSError:
        pass
    c.close()
PY
echo $! >>"$WORK/pids"
wait_for_tcp "$other"
nmap -sV --version-intensity 9 -p "$other" 127.0.0.1 | tee "$WORK/nmap"
grep -q 'Linksys SPA VoIP phone http config' "$WORK/nmap"

# With passwords. The field's clients differ in how they write their answers.
unit "<Admin_Passwd>s3:cret \"q</Admin_Passwd><User_Password>guest</User_Password>"
start
raw / >"$WORK/401"
/usr/bin/python3 - "$WORK/401" "$WORK/404" <<'PY'
import re, sys
rules = open("/usr/share/nmap/nmap-service-probes", encoding="latin-1").read().splitlines()

def match(file, *words):  # by the first rule of nmap that has these words; its title may be another's
    rule = next(r for r in rules if r.startswith("match http m|") and all(w in r for w in words))
    text = open(file, "rb").read().decode("latin-1")
    found = re.match(re.search(r"m\|(.*)\|s? p/", rule)[1].replace("<title>Cisco", "<title>Linksys"), text)
    assert found, text
    return text[found.end():]

match(sys.argv[1], "401 Unauthorized", "Cisco SPA Configuration")
assert match(sys.argv[2], "404 Not Found", "Linksys SPA Configuration") == ""
PY
test "$(curl -s -o "$WORK/page" -w '%{http_code}' "$url/admin/voice/advanced")" = 401
curl -sf --digest -u 'admin:s3:cret "q' -o "$WORK/page" "$url/admin/voice/advanced"
grep -q 'navProvisioning' "$WORK/page"
curl -sf --digest -u 'admin:s3:cret "q' --data-urlencode "24751=from curl" "$url/admin/voice/bsipura.spa" | grep -q HERE
test "$(curl -s --digest -u 'admin:wrong' -o "$WORK/page" -w '%{http_code}' "$url/admin/")" = 401
wget -q -O "$WORK/page" --user=user --password=guest "$url/voice/"
grep -q 'Registration State' "$WORK/page"
# A monitoring plug-in, with libxml2: the second font in the row of a line's Registration State.
for line in 1 2; do
    state=$(xmllint --html --xpath "string((//td[starts-with(normalize-space(text()), 'Registration State')])[$line]/../descendant::font[2])" \
        "$WORK/page" 2>/dev/null)
    test "$state" = "Not Registered"
done
PORT=$port perl -MLWP::UserAgent -e '
    my $ua = LWP::UserAgent->new(keep_alive => 0);
    $ua->credentials("127.0.0.1:$ENV{PORT}", "spa admin", "admin", "s3:cret \"q");
    my $page = $ua->get("http://127.0.0.1:$ENV{PORT}/admin/voice/advanced");
    die $page->status_line unless $page->is_success;
    # The way in which a script of the field finds the name of a field.
    $page->content =~ />Display Name:<td[^>]*><input[^>]* name="(\d+)"/ or die "no field";
    my $answer = $ua->post("http://127.0.0.1:$ENV{PORT}/admin/voice/asipura.spa", {$1 => "from LWP"});
    die $answer->status_line unless $answer->is_success;
    # The short form of a command takes the administrator, on a fresh connection.
    die "resync" unless $ua->get("http://127.0.0.1:$ENV{PORT}/resync?/none.cfg")->is_success;'
/usr/bin/python3 - "$port" <<'PY'
import re, sys, requests
from requests.auth import HTTPDigestAuth
url = f"http://127.0.0.1:{sys.argv[1]}"
admin = HTTPDigestAuth("admin", 's3:cret "q')
for _ in range(3):  # one nonce, several connections
    page = requests.get(url + "/admin/voice/", auth=admin, timeout=300)
    assert page.status_code == 200, page.status_code
assert "from LWP" in page.text
product = re.sub(r"<[^>]*>", "", requests.get(url + "/", auth=HTTPDigestAuth("user", "guest"), timeout=300).text)
assert re.search(r"^Product Name:SPA-2102Serial Number:FM500K245546$", product, re.M)
assert re.search(r"^Software Version:3\.3\.6Hardware Version:\S+$", product, re.M)
assert re.search(r"^MAC Address:000E08ABCDEF", product, re.M)
PY
stop
