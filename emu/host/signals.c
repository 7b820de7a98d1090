/* SPDX-License-Identifier: MIT */
#include <host/signals.h>
#include <fw/channel.h>
#include <rt/assert.h>
#include <fnmatch.h>

const struct board_signal emu_signal_keys = {
    .name = "keys",
    .which = "telephone",
    .help = "digits dialled at the handset",
    .is_input = true,
    .kind = {.signal = &emu_signal_keys,
             .id = BOARD_KIND_TEXTS("keys", "rhythm", "ms on, times a million, plus ms off", "%s", "keys",
                                    "digits dialled at the handset")},
};
const struct board_signal emu_signal_press = {
    .name = "press",
    .which = "telephone",
    .help = "a key of the telephone is held: pressed and released",
    .is_input = true,
    .kind = {.signal = &emu_signal_press,
             .id =
                 BOARD_KIND_TEXTS("press", "down", "1 pressed, 0 released", "%s", "key", "a key pressed or released")},
};
const struct board_signal emu_signal_speak = {
    .name = "speak",
    .which = "telephone",
    .help = "a tone into the microphone of the telephone",
    .is_input = true,
    .kind = {.signal = &emu_signal_speak,
             .id = BOARD_KIND_TEXTS("speak", "duration_ms", "ms", "%s Hz", "hz", "a tone into the microphone")},
};
const struct board_signal emu_signal_ear = {
    .name = "ear",
    .which = "telephone",
    .help = "what is heard on the line",
    .kind = {.signal = &emu_signal_ear,
             .id = BOARD_KIND_TEXTS("ear", "", "", "%s", "what", "silence, or a sound not recognised (yet)")},
};
const struct board_signal emu_signal_lab = {
    .name = "lab",
    .which = "",
    .help = "what the provider saw",
    .is_input = true,
    .kind = {.signal = &emu_signal_lab,
             .id = BOARD_KIND_TEXTS("lab", "bytes", "bytes of a frame hit by a fault", "%s", "what",
                                    "what the provider saw, or a fault did"),
             .hides_zero = true},
};
const struct board_signal emu_signal_note = {
    .name = "note",
    .which = "",
    .help = "a note of a script",
    .is_input = true,
    .kind = {.signal = &emu_signal_note, .id = BOARD_KIND_TEXTS("note", "", "", "%s", "remark", "a note of a script")},
};

const struct board_signal emu_signal_display = {
    .name = "display",
    .which = "telephone",
    .help = "the kind of the telephone's caller ID display",
    .is_input = true,
    .kind = {.signal = &emu_signal_display,
             .id = BOARD_KIND_TEXTS("display", "row", "row of the table of displays", "%s", "standard",
                                    "another caller ID display at the telephone")},
};

static const struct board_signal *const host_signals[] = {
    &emu_signal_keys, &emu_signal_press, &emu_signal_speak,   &emu_signal_ear,
    &emu_signal_lab,  &emu_signal_note,  &emu_signal_display, NULL};
static const struct board_signal *const *const tables[] = {board_signals, fw_signals, host_signals};

const struct board_signal *emu_signal_at(size_t i)
{
    for (size_t t = 0; t < sizeof tables / sizeof tables[0]; t++) {
        for (size_t k = 0; tables[t][k] != NULL; k++) {
            if (i-- == 0) {
                return tables[t][k];
            }
        }
    }
    return NULL;
}

bool emu_signal_matches(const char *pattern)
{
    const struct board_signal *s;
    for (size_t i = 0; (s = emu_signal_at(i)) != NULL; i++) {
        if (fnmatch(pattern, s->name, 0) == 0) {
            return true;
        }
    }
    return false;
}

const struct board_signal *emu_signal_find(struct rt_str name)
{
    const struct board_signal *s;
    for (size_t i = 0; (s = emu_signal_at(i)) != NULL; i++) {
        if (rt_str_is(name, s->name)) {
            return s;
        }
    }
    return NULL;
}

size_t emu_signal_index(const struct board_signal *s)
{
    size_t i = 0;
    while (emu_signal_at(i) != s) {
        RT_ASSERT(i < EMU_SIGNALS_MAX);
        i++;
    }
    return i;
}

bool emu_signal_is_bulk(const struct board_signal *s)
{
    static const struct board_signal *const bulk[] = {
        &board_signal_frame_in, &board_signal_frame_out, &board_signal_mic,
        &board_signal_io_wait,  &board_signal_flash,     &board_signal_entropy,
    };
    for (size_t i = 0; i < sizeof bulk / sizeof bulk[0]; i++) {
        if (s == bulk[i]) {
            return true;
        }
    }
    return false;
}
