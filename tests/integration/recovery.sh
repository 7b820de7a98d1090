# SPDX-License-Identifier: MIT
# A unit with two bad banks, and tftpd-hpa where the vendor's recovery tool would be: at first without the file, then
# with an image for another product, then with the right one. The unit is left alone.
. "$(dirname "$0")/servers"

tftp=$(free_port)
images=$(dirname "$VSPA")/images
mkdir "$WORK/files"
start_tftpd "$tftp" "$WORK/files"
"$VSPA" new --unit "$WORK/u.flash" --release 3.3.6 --mac 000E08ABCDEF --serial FM500K245546
echo corrupt | "$VSPA" console --unit "$WORK/u.flash" --off

recover() { # recover UNTIL: what the unit says, to standard output and the story
    "$VSPA" run --unit "$WORK/u.flash" --map "udp:69=$tftp" --time warp --patience 60000 --seed 1 --for 10m --trace fw.boot --until "$1" |
        tee -a "$WORK/story"
}
recover 'fw.boot=failed: File Not Found'
cp "$images/pap2t-5.1.6.img" "$WORK/files/spa.bin"
recover 'fw.boot=failed: wrong product'
cp "$images/spa2102-5.2.12.img" "$WORK/files/spa.bin"
recover 'fw.boot=bank A, release 5.2.12, the confirmed bank, after upgrade'
"$VSPA" explain --unit "$WORK/u.flash" --rule '($SWVER eq 5.2.12)? /yes' | grep -q 'yes'
