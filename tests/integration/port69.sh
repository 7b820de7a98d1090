# SPDX-License-Identifier: MIT
# A TFTP server on its own port: 69 of the host, which the user-mode network would keep for itself. Profiles come, files
# that are missing are missing.
. "$(dirname "$0")/servers"
cd "$WORK"
if [ "$(id -u)" != 0 ] || grep -q ':0045 ' /proc/net/udp; then
    echo "skipped: port 69 is not available (not root, or in use)"
    exit 0
fi
mkdir root lab
cat >root/p.xml <<'XML'
<flat-profile><GPP_A>from port 69</GPP_A></flat-profile>
XML
{
    echo '<flat-profile>'
    for ((i = 0; i < 1000; i++)); do echo "<!-- line $i of a file that takes a hundred blocks of 512 bytes -->"; done
    echo '<GPP_B>long</GPP_B></flat-profile>'
} >root/long.xml
cat >lab/spa2102.cfg <<'XML'
<flat-profile><Profile_Rule_B>tftp://192.168.1.200:70/p.xml</Profile_Rule_B>
<Profile_Rule_C>tftp://192.168.1.200:70/long.xml</Profile_Rule_C>
<Profile_Rule_D>tftp://192.168.1.200:70/missing.xml</Profile_Rule_D></flat-profile>
XML
start_tftpd 69 "$WORK/root"
"$VSPA" new --unit u.flash --release 5.2.10 --mac 000E08ABCDEF --no-certificate >/dev/null
"$VSPA" run --unit u.flash --lab lab --map udp:70=69 --time warp --patience 60000 --for 3m --trace fw.resync --trace fw.param --seed 1 >trace
for words in 'GPP_A = from port 69' 'GPP_B = long' 'failed: File Not Found'; do
    grep -qF "$words" trace || { echo "no '$words'"; tail -20 trace; exit 1; }
done
