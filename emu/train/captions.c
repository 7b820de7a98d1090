/* SPDX-License-Identifier: MIT */
/* What the telephones play, as a listener hears it: speech in quotes, tones and ringing in brackets. */
#include "desk.h"
#include <host/signals.h>
#include <unit/unit.h>
#include <board/board.h>
#include <stdio.h>
#include <string.h>

#define TEXT_MAX 300u

/* "says "Main menu." (main_menu)" to "Main menu." in quotes. */
static void put_speech(const char *text, char out[TEXT_MAX])
{
    const char *end = strrchr(text, '"');
    const char *begin = strchr(text, '"');
    if (begin != NULL && end > begin) {
        (void)snprintf(out, TEXT_MAX, "\"%.*s\"", (int)(end - begin - 1), begin + 1);
    }
}

/* What a tone sounds like, not what it is for: that is for the trainee to know. */
static const char *tone_words(const struct desk *d, const char *name)
{
    static const struct {
        char name[24], english[36];
    } tones[] = {
        {"dial", "dial tone"},
        {"second_dial", "second dial tone"},
        {"outside_dial", "outside dial tone"},
        {"cfwd_dial", "dial tone, stuttering at first"},
        {"mwi_dial", "dial tone, stuttering fast at first"},
        {"prompt", "prompt tone"},
        {"busy", "busy tone"},
        {"reorder", "reorder tone, fast beeps"},
        {"off_hook_warning", "howler: the handset is off"},
        {"ring_back", "ringback tone"},
        {"ring_back_2", "ringback tone, fast"},
        {"confirm", "confirm tone"},
        {"holding", "holding tone"},
        {"conference", "conference tone"},
        {"secure_call_indication", "secure call tone"},
        {"feature_invocation", "feature tone"},
    };
    for (size_t i = 0; i < sizeof tones / sizeof tones[0]; i++) {
        if (strcmp(tones[i].name, name) == 0) {
            return desk_text(d, tones[i].english);
        }
    }
    return desk_text(d, "special information tone"); /* SIT1 to SIT4 */
}

static void on_event(void *ctx, struct board *b, const struct board_event *e)
{
    struct desk *d = ctx;
    char text[TEXT_MAX] = "";
    (void)b;
    if (board_event_signal(e) == &board_signal_ring && e->value == 1) {
        (void)snprintf(text, sizeof text, "[%s]", desk_text(d, "rings"));
    } else if (board_event_signal(e) != &emu_signal_ear) {
        return;
    } else if (strncmp(e->text, "says ", 5) == 0) {
        put_speech(e->text, text);
    } else if (strncmp(e->text, "tone ", 5) == 0) {
        (void)snprintf(text, sizeof text, "[%s]", tone_words(d, e->text + 5));
    } else if (strncmp(e->text, "displays ", 9) == 0) {
        (void)snprintf(text, sizeof text, "[%s %s]", desk_text(d, "display:"), e->text + 9);
    } else if (strncmp(e->text, "display ", 8) == 0) { /* why is for the trainee to find */
        (void)snprintf(text, sizeof text, "[%s]", desk_text(d, "the display stays empty"));
    } else if (strncmp(e->text, "cut ", 4) == 0) {
        (void)snprintf(text, sizeof text, "—");
    }
    if (text[0] != '\0') {
        desk_say(d, "  T%u %s", e->unit, text);
    }
}

void desk_captions_start(struct desk *d)
{
    d->ear = (struct board_watcher){.fn = on_event, .ctx = d};
    board_watch(emu_unit_board(emu_lesson_unit(d->lesson)), &d->ear);
}

void desk_captions_stop(struct desk *d)
{
    board_unwatch(emu_unit_board(emu_lesson_unit(d->lesson)), &d->ear);
}
