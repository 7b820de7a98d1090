#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A sound device that is not there, that is taken away while a prompt is heard, and that comes back: one line says so each time,
# captions go on, and the sound is heard again. The device is SDL's disk driver; its going and coming are events of SDL,
# put in by a library between the window and SDL.
. "$(dirname "$0")/lib.sh"
. "$here/display.sh"
command -v cc >/dev/null || { echo "left out: no cc"; exit 0; }
cat >between.c <<'C'
#define _GNU_SOURCE
#include <SDL.h>
#include <dlfcn.h>
#include <unistd.h>

static SDL_AudioDeviceID opened;

static void *real(const char *name)
{
    return dlsym(dlopen("libSDL2-2.0.so.0", RTLD_NOW), name);
}

SDL_AudioDeviceID SDL_OpenAudioDevice(const char *device, int is_capture, const SDL_AudioSpec *wanted, SDL_AudioSpec *got, int changes)
{
    SDL_AudioDeviceID (*open)(const char *, int, const SDL_AudioSpec *, SDL_AudioSpec *, int) = real("SDL_OpenAudioDevice");
    opened = open(device, is_capture, wanted, got, changes);
    return opened;
}

int SDL_PollEvent(SDL_Event *e)
{
    int (*poll)(SDL_Event *) = real("SDL_PollEvent");
    if (unlink("remove") == 0) {
        e->adevice = (SDL_AudioDeviceEvent){.type = SDL_AUDIODEVICEREMOVED, .which = opened};
        return 1;
    }
    if (unlink("add") == 0) {
        e->adevice = (SDL_AudioDeviceEvent){.type = SDL_AUDIODEVICEADDED};
        return 1;
    }
    return poll(e);
}
C
# shellcheck disable=SC2046
cc -shared -fPIC -o between.so between.c $(pkg-config --cflags sdl2) -ldl || { fail "cc"; exit 1; }
"$vspa" new --unit u.flash --mac 000E08ABCDEF --release 5.2.10 --no-certificate >/dev/null
mkdir lab # without registration there is no dial tone
echo '<flat-profile><Make_Call_Without_Reg_1_>Yes</Make_Call_Without_Reg_1_></flat-profile>' >lab/spa2102.cfg
"$vspa" run --unit u.flash --lab lab --time warp --until fw.resync=done --for 10m >out 2>&1 || fail "not provisioned: $(cat out)"

# One connection each, so that nothing that is waited for can have been before.
cat >hands.py <<'P'
import os, sys, time
from vspa import Unit

def put_in(event):
    """Until the window has taken it."""
    open(event, "w").close()
    for _ in range(6000):
        if not os.path.exists(event):
            return
        time.sleep(0.05)
    sys.exit(event + " is not taken")

with Unit("sock") as unit:
    unit.wait("fw.net=UP", within="300s")
    unit.offhook(1)
    unit.dial(1, "****")
    unit.wait("ear[1]=main_menu", within="300s")
    for step in sys.argv[1:]:
        if step == "hear":
            unit.dial(1, "110#")
            unit.wait("ear[1]=internet_ip", within="300s")
        elif step == "size":
            open("size", "w").write(str(os.path.getsize("device.raw")))
        else:
            put_in(step)
    unit.call("quit")
P
play() { # play NAME STEPS COMMAND...: a window whose telephone 1 is in the voice menu, and what happens to it
    local name=$1 steps=$2
    shift 2
    rm -f sock
    timeout $HANG_S "$@" "$vspa" window --unit u.flash --snapshot --seed 1 --lab lab --scale 1 --ctl sock --tree "$name.json" --stats "$name.stats" >out 2>&1 & window=$!
    wait_until test -S sock
    # shellcheck disable=SC2086
    PYTHONPATH="$here/../../emu/clients" timeout $HANG_S python3 -B hands.py $steps || fail "$name: the hands"
    wait $window || fail "$name: exit $?: $(cat out)"
    [ "$(grep -vc seed out)" = 0 ] || fail "$name: says: $(cat out)"
}
device=(env SDL_AUDIODRIVER=disk SDL_DISKAUDIOFILE="$work/device.raw" ASAN_OPTIONS=verify_asan_link_order=0 LD_PRELOAD="$work/between.so")
play bogus "" env SDL_AUDIODRIVER=bogus
play gone "remove size hear" "${device[@]}"
[ "$(cat size)" -gt 0 ] || fail "nothing came to the sound device"
[ "$(stat -c %s device.raw)" = "$(cat size)" ] || fail "a device that is gone still gets sound"
play back "remove hear add hear" "${device[@]}" # the driver begins a new file
python3 - <<'P' || fail "what the window says"
import array, json
def tree(name):
    widgets = json.load(open(name + ".json"))["widgets"]
    banners = [w["value"] for w in widgets if w["role"] == "alert"]
    return {w["id"]: w for w in widgets}, banners
for name, has_sound, words in (("bogus", False, "no sound device"), ("gone", False, "no sound device"), ("back", True, "a sound device is there again")):
    widgets, banners = tree(name)
    assert ("disabled" not in widgets["sound"]["states"]) == has_sound, (name, widgets["sound"])
    assert len(banners) == 1 and words in banners[0], (name, banners)
    captions = [w["value"] for i, w in widgets.items() if i.startswith("caption.")]
    assert captions and all(captions), (name, captions)
    assert name == "bogus" or not any("Please enter" in c for c in captions), (name, captions)  # they went on
    sound = json.load(open(name + ".stats"))["sound"]
    assert (sound["rate"] != 0) == has_sound, (name, sound)
samples = array.array("h", open("device.raw", "rb").read())
assert max(abs(s) for s in samples) > 2000, "no sound after it came back"
P
exit $failed
