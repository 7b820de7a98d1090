# SPDX-License-Identifier: MIT
# Files that are small and inflate to much, or have very many rows: reading them takes little memory and little time. Peaks
# are those of the release build, as the sanitizers' own memory would hide ours.
set -euo pipefail
cd "$WORK"
LIMIT_KB=65536 LIMIT_S=300 # the time guards against a hang only
python3 - <<'PY'
import gzip
def bomb(name, text):
    with open(name, "wb") as f:
        f.write(gzip.compress(text, 9))
head, tail = b"<flat-profile>", b"</flat-profile>"
bomb("zeros.gz", head + b"\0" * 127_000_000)
bomb("unknown.gz", head + b"<a/>" * 8_000_000 + tail)
bomb("unknown_fits.gz", head + b"<a/>" * 1_000_000 + tail)
bomb("double.gz", head + b"<GPP_A>x</GPP_A>\n" * 2_000_000 + tail)
bomb("double_fits.gz", head + b"<GPP_A>x</GPP_A>\n" * 200_000 + tail)
bomb("self_closing.gz", head + b"<GPP_A/>\n" * 400_000 + tail)
bomb("names.gz", head + b"".join(b"<e%d>x</e%d>\n" % (i, i) for i in range(180_000)) + tail)
bomb("deep.gz", b"<a>" * 8_000_000)
bomb("wide_value.gz", head + b"<GPP_A>" + b"x" * 4_000_000 + b"</GPP_A>" + tail)
bomb("sisters.gz", head + b"<Text_Logo>x</Text_Logo>" * 150_000 + tail)
bomb("wrong.gz", head + b"<SIP_Port_1_>x</SIP_Port_1_>" * 140_000 + tail)
PY
"$VSPA" new --unit u.flash
n=0 worst=0
for file in *.gz; do
    for command in lint explain "lint --json" "explain --json" "diff u.flash" "import --mac 000E08111111 --unit t.flash --force"; do
        # shellcheck disable=SC2086
        python3 - "$LIMIT_S" "$VSPA" $command "$file" >peak <<'PY'
import resource, subprocess, sys
code = subprocess.run(sys.argv[2:], stdout=subprocess.DEVNULL, timeout=float(sys.argv[1])).returncode
assert code in (0, 1), f"exit code {code}"
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
PY
        kb=$(cat peak)
        [ "$kb" -lt $LIMIT_KB ] || { echo "vspa $command $file took $kb kB, allowed are $LIMIT_KB" >&2; exit 1; }
        n=$((n + 1))
        [ "$kb" -le "$worst" ] || worst=$kb
    done
done
echo "# $n commands over bombs: at most $worst kB"
