/* SPDX-License-Identifier: MIT */
/* Telephones, power, cables, LEDs: what the user can touch and see. */
#include "script_priv.h"
#include <script/keep.h>
#include <unitfile/unitfile.h>
#include <board/board.h>
#include <host/signals.h>
#include <board/clock.h>
#include <board/flash.h>
#include <board/led.h>
#include <fw/device.h>
#include <fw/image.h>
#include <fw/prompt.h>
#include <lauxlib.h>
#include <lua.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HEARS_WITHIN_US (20u * (uint64_t)BOARD_US_PER_S)
#define LED_WITHIN_US   (60u * (uint64_t)BOARD_US_PER_S)

/* ---- telephones ---- */

/* The ids of a bank's prompts, appended; each once is enough, for the error only. Borrowed from the bank. */
static size_t put_ids(const struct fw_prompts *bank, const char **ids, size_t n)
{
    for (size_t i = 0; i < fw_prompts_n(bank) && n < FW_PROMPTS_MAX; i++) {
        ids[n++] = fw_prompts_row(bank, i)->id;
    }
    return n;
}

/* The prompts of the firmware that runs; before it runs, of either bank. */
struct speech {
    struct board *board;
    struct fw_image image[2];
    struct fw_prompts *bank[2];
    size_t n;
};

static void speech_open(struct speech *s, struct emu_unit *u)
{
    static const enum board_region regions[2] = {BOARD_REGION_BANK_A, BOARD_REGION_BANK_B};
    memset(s, 0, sizeof *s);
    if (fw_device_is_running(emu_unit_device(u))) {
        s->n = fw_prompts_create(&s->bank[0], fw_device_image(emu_unit_device(u))) == RT_OK ? 1 : 0;
        return;
    }
    s->board = board_create(&(struct board_config){.flash = emu_unitfile_flash(emu_unit_file(u))}); /* only read */
    for (size_t i = 0; s->board != NULL && i < 2; i++) {
        struct fw_image *image = &s->image[s->n];
        if (fw_image_open(image, board_flash_cells(s->board, regions[i]), board_region(regions[i])->n_bytes) == RT_OK &&
            fw_prompts_create(&s->bank[s->n], image) == RT_OK) {
            s->n++;
        }
    }
}

static void speech_close(struct speech *s)
{
    for (size_t i = 0; i < s->n; i++) {
        fw_prompts_destroy(s->bank[i]);
    }
    if (s->board != NULL) {
        board_destroy(s->board);
    }
}

/* A misspelt prompt is reported at once, not after a timeout. */
static void check_prompt(struct lua_State *L, struct emu_unit *u, const char *id)
{
    const char *ids[FW_PROMPTS_MAX + 1];
    struct speech speech;
    size_t n = 0;
    speech_open(&speech, u);
    bool is_known = speech.n == 0; /* nothing speaks */
    for (size_t i = 0; i < speech.n; i++) {
        is_known = is_known || fw_prompts_find(speech.bank[i], id) >= 0;
        n = put_ids(speech.bank[i], ids, n);
    }
    ids[n] = NULL;
    const char *near = is_known ? "" : scn_near(L, id, ids); /* Lua's */
    speech_close(&speech);
    if (!is_known) {
        luaL_error(L,
                   "hears(\"%s\"): this release has no such prompt: %sgive an id of its prompts.tsv, or words with a "
                   "capital or a blank in them",
                   id, near);
    }
}

static int phone_hears(struct lua_State *L)
{
    struct scn_hearing h = {.telephone = scn_self(L, &scn_phone) + 1};
    const char *what = luaL_checkstring(L, 2);
    uint64_t within_us = scn_within(L, 3, HEARS_WITHIN_US);
    scn_hearing_parse(L, &h, what);
    struct emu_unit *u = scn_touch(L);
    emu_scn_keep_listen(scn_of(L)->keep, h.telephone - 1);
    char near[EMU_TONE_TEXT_MAX];
    if (h.kind == SCN_HEAR_EXACT && strncmp(h.text, "tone ", 5) == 0) {
        scn_check_tone(L, what, h.text + 5);
    } else if (h.kind == SCN_HEAR_WORDS && scn_is_like_tone(what, near)) {
        return luaL_error(L, "hears(\"%s\"): a tone is written with a blank: did you mean '%s tone'?", what, near);
    } else if (h.kind == SCN_HEAR_WORDS && h.text[0] == '(') {
        check_prompt(L, u, what);
    }
    const char *claim = lua_pushfstring(L, "phone[%d] hears \"%s\"", (int)h.telephone, what);
    struct board_event e = scn_expect_event(L, SCN_STREAM_EAR_1 + (int)h.telephone - 1, scn_is_of_ear, scn_is_heard, &h,
                                            within_us, claim, h.text);
    lua_pushstring(L, e.text);
    return 1;
}

static int phone_rings(struct lua_State *L)
{
    struct scn_hearing h = {.telephone = scn_self(L, &scn_phone) + 1, .kind = SCN_HEAR_RING};
    uint64_t within_us = scn_within(L, 2, HEARS_WITHIN_US);
    (void)scn_touch(L);
    const char *claim = lua_pushfstring(L, "phone[%d] rings", (int)h.telephone);
    (void)scn_expect_event(L, SCN_STREAM_RING_1 + (int)h.telephone - 1, scn_is_of_ear, scn_is_heard, &h, within_us,
                           claim, "ringing voltage"); /* that it came is all */
    return 0;
}

static int phone_listen(struct lua_State *L)
{
    struct scn_hearing h = {.telephone = scn_self(L, &scn_phone) + 1, .kind = SCN_HEAR_EXACT};
    uint64_t us = scn_duration(L, 2);
    struct emu_scn *s = scn_of(L);
    (void)scn_act(L);
    emu_scn_keep_listen(s->keep, h.telephone - 1);
    size_t from = s->log.n;
    (void)scn_wait(L, us, NULL, NULL);
    lua_newtable(L);
    lua_Integer n = 0;
    for (size_t i = from; i < s->log.n; i++) {
        struct board_event e = emu_scn_log_get(&s->log, i);
        if (scn_is_of_ear(&h, &e)) {
            lua_pushstring(L, e.text);
            lua_rawseti(L, -2, ++n);
        }
    }
    s->cursor[SCN_STREAM_EAR_1 + h.telephone - 1] = s->log.n;
    return 1;
}

static const struct scn_function phone_functions[] = {
    {"offhook", NULL, NULL, "Lifts the handset (off-hook).", "phone[1]:offhook()", scn_call_act},
    {"onhook", NULL, NULL, "Replaces the handset (on-hook).", "phone[1]:offhook()\nphone[1]:onhook()", scn_call_act},
    {"dial", NULL, NULL,
     "Dials the digits 0-9 * # A-D as DTMF tones into the microphone, and returns after the last one. A comma pauses 1 "
     "s.",
     "phone[1]:offhook()\nphone[1]:dial(\"****\")", scn_call_act},
    {"press", NULL, NULL, "Presses a key and holds it: its tone sounds until `release`.",
     "phone[1]:offhook()\nphone[1]:press(\"5\")\nwait(\"1s\")\nphone[1]:release()", scn_call_act},
    {"release", NULL, NULL, "Releases the key that is down. A tone lasts 70 ms at least.",
     "phone[1]:offhook()\nphone[1]:press(\"#\")\nphone[1]:release()", scn_call_act},
    {"speak", NULL, NULL,
     "Sends a tone of that many Hz into the microphone, for 1 s or the given time. Returns at once.",
     "phone[1]:offhook()\nphone[1]:speak(880, \"2s\")", scn_call_act},
    {"timing", NULL, NULL, "Sets the tone and pause length of dialled digits. The default is 100 ms each.",
     "phone[1]:timing(\"40ms\", \"40ms\")", scn_call_act},
    {"display", NULL, NULL,
     "Gives the telephone a caller ID display: `bellcore` (FSK behind the first ring), `etsi` (FSK before it, behind "
     "an "
     "alert tone), `uk` (the same behind a reversal of the line), `dtmf` (digits), `none`, or `any`, which "
     "understands all of them and is there at first. What it shows is the event `ear[1] displays 5551234`; what it "
     "does "
     "not understand, `display stays empty`, with the reason.",
     "phone[1]:display(\"uk\")", scn_call_act},
    {"flash", NULL, NULL, "Sends a 300 ms hook flash.", "phone[1]:offhook()\nphone[1]:flash()", scn_call_act},
    {"hears", "what: string, options?: vspa.Within", "string",
     "Waits until this is heard on the line (within 20 s): a prompt by its name in the image (`main_menu`) or by words "
     "of it (capitals and blanks do not count), `dial tone` and other tones by their parameter (`Busy_Tone`), one "
     "steady tone (`880 Hz`, within 2 %), a spelled number or address (`192.168.1.100`), or `silence`. Only the audio "
     "is analysed; the unit is not asked. Returns what was heard.",
     "wait(\"10s\")\nphone[1]:offhook()\nphone[1]:dial(\"****\")\n"
     "phone[1]:hears(\"main_menu\", {within = \"5s\"})\nphone[1]:hears(\"silence\")\n"
     "phone[1]:dial(\"150#\")\nphone[1]:hears(\"3.3.6\")",
     phone_hears},
    {"listen", "time: string|number", "string[]",
     "Listens for that long and returns a list of all that was heard, one text each.",
     "trace:expects(\"fw.net=UP\")\nphone[1]:offhook()\nlocal heard = phone[1]:listen(\"2s\")\n"
     "equal(heard[1], \"tone dial\")",
     phone_listen},
    {"rings", "options?: vspa.Within", NULL, "Waits for ringing voltage (within 20 s).",
     "-- phone[1]:rings({within = \"30s\"})", phone_rings},
};
static const char *const telephones[] = {"1", "2", NULL};
const struct scn_object scn_phone = {
    .name = "phone",
    .shown = "phone[1]",
    .class = "vspa.Phone",
    .doc = "The two telephones: hook, keypad and receiver.",
    .functions = phone_functions,
    .n_functions = sizeof phone_functions / sizeof phone_functions[0],
    .members = telephones,
    .is_numbered = true,
};

/* ---- power ---- */

static const struct scn_function power_functions[] = {
    {"on", NULL, NULL, "Switches the power on.", "power:on()", scn_call_act},
    {"off", NULL, NULL, "Cuts the power: whatever is not in flash is lost.", "power:off()\nwait(\"5s\")\npower:on()",
     scn_call_act},
    {"corrupt", NULL, NULL,
     "Corrupts both firmware banks, as an ill-timed power cut would. The running firmware continues; the next boot "
     "enters recovery, which requests /spa.bin from the provider by TFTP.",
     "power:corrupt()\npower:off()\npower:on()\nled.power:blinks(\"sos\")", scn_call_act},
    {"faults", NULL, NULL,
     "Injects faults into flash operations, counted from now: `k17b` cuts the power before the 17th, `k17t3` in the "
     "middle of it, after 3 bytes, `k17a` after it; `k17f` fails it, `k17s` skips it silently. A comma adds the next "
     "fault, counted from the previous one. Without a plan, clears all faults. The unit is off after a cut.",
     "wait(\"60s\")\npower:faults(\"k1b\")\npower:faults()", scn_call_act},
};
const struct scn_object scn_power = {
    .name = "power",
    .shown = "power",
    .class = "vspa.Power",
    .doc = "The power supply. A scenario begins with the power off.",
    .functions = power_functions,
    .n_functions = sizeof power_functions / sizeof power_functions[0],
};

/* ---- cables ---- */

static const struct scn_function cable_functions[] = {
    {"out", NULL, NULL, "Unplugs the cable.", "cable.wan:out()", scn_call_act},
    {"plug", NULL, NULL, "Plugs the cable in.", "cable.wan:out()\nwait(\"10s\")\ncable.wan:plug()", scn_call_act},
};
static const char *const ports[] = {"wan", "lan", "phone1", "phone2", NULL};
const struct scn_object scn_cable = {
    .name = "cable",
    .shown = "cable.wan",
    .class = "vspa.Cable",
    .doc = "The cables: of the Ethernet ports (wan, lan) and of the telephones (phone1, phone2). At first all but lan "
           "are plugged "
           "in. Without its cable a telephone is on-hook to the unit, and neither rings nor plays.",
    .functions = cable_functions,
    .n_functions = sizeof cable_functions / sizeof cable_functions[0],
    .members = ports,
};

/* ---- LEDs ---- */

struct led_watch {
    unsigned led;
    const char *pattern;
};

static bool is_of_led(const void *what, const struct board_event *e)
{
    const struct led_watch *w = what;
    return board_event_signal(e) == &board_signal_led && e->unit == w->led;
}

static bool is_pattern(const void *what, const struct board_event *e)
{
    return strcmp(e->text, ((const struct led_watch *)what)->pattern) == 0;
}

static const char *check_pattern(struct lua_State *L, int index)
{
    const char *words[BOARD_N_LED_PATTERNS + 1] = {NULL};
    const char *pattern = luaL_checkstring(L, index);
    for (int p = 0; p < BOARD_N_LED_PATTERNS; p++) {
        words[p] = board_led_pattern_name((enum board_led_pattern)p);
        if (strcmp(words[p], pattern) == 0) {
            return pattern;
        }
    }
    luaL_Buffer all;
    luaL_buffinit(L, &all);
    for (int p = 0; p < BOARD_N_LED_PATTERNS; p++) {
        luaL_addstring(&all, p == 0 ? "" : ", ");
        luaL_addstring(&all, words[p]);
    }
    luaL_pushresult(&all);
    const char *all_text = lua_tostring(L, -1);
    luaL_error(L, "\"%s\": no such pattern: %sthere are %s", pattern, scn_near(L, pattern, words), all_text);
    return NULL;
}

static int led_is(struct lua_State *L)
{
    unsigned led = scn_self(L, &scn_led);
    const char *pattern = check_pattern(L, 2);
    const struct board *b = emu_unit_board(scn_touch(L));
    const char *seen = board_led_pattern_name(board_led_pattern(b, (enum board_led)led));
    if (strcmp(pattern, seen) != 0) {
        scn_fail(L, lua_pushfstring(L, "led.%s is \"%s\"", scn_led.members[led], pattern), pattern, seen);
    }
    return 0;
}

static int led_blinks(struct lua_State *L)
{
    struct led_watch w = {scn_self(L, &scn_led), check_pattern(L, 2)};
    uint64_t within_us = scn_within(L, 3, LED_WITHIN_US);
    const struct board *b = emu_unit_board(scn_touch(L));
    struct emu_scn *s = scn_of(L);
    int stream = SCN_STREAM_LED + (int)w.led;
    const char *now = board_led_pattern_name(board_led_pattern(b, (enum board_led)w.led));
    if (s->cursor[stream] == s->log.n && strcmp(now, w.pattern) == 0) {
        return 0; /* all changes are seen, and this was the last */
    }
    const char *claim = lua_pushfstring(L, "led.%s blinks \"%s\"", scn_led.members[w.led], w.pattern);
    (void)scn_expect_event(L, stream, is_of_led, is_pattern, &w, within_us, claim, w.pattern);
    return 0;
}

static int led_pattern(struct lua_State *L)
{
    unsigned led = scn_self(L, &scn_led);
    const struct board *b = emu_unit_board(scn_touch(L));
    lua_pushstring(L, board_led_pattern_name(board_led_pattern(b, (enum board_led)led)));
    return 1;
}

static int led_is_lit(struct lua_State *L)
{
    unsigned led = scn_self(L, &scn_led);
    const struct board *b = emu_unit_board(scn_touch(L));
    lua_pushboolean(L, board_led_is_lit(b, (enum board_led)led, board_now_us(b)));
    return 1;
}

static const struct scn_function led_functions[] = {
    {"is", "pattern: string", NULL,
     "Fails unless the LED shows this pattern now: off, on, long, slow, vslo, fast, hb, hb2, err0, err1, err2, sos.",
     "wait(\"40s\")\nled.power:is(\"on\")", led_is},
    {"blinks", "pattern: string, options?: vspa.Within", NULL,
     "Waits until the LED starts this pattern (within 60 s), counted from the last pattern that was waited for.",
     "led.power:blinks(\"on\", {within = \"40s\"})", led_blinks},
    {"pattern", "", "string", "The current pattern.", "print(led.internet:pattern())", led_pattern},
    {"is_lit", "", "boolean", "Is the LED lit at this instant?", "wait(\"40s\")\nexpect(led.power:is_lit())",
     led_is_lit},
};
static const char *const leds[] = {"power", "internet", "ethernet", "phone1", "phone2", NULL};
const struct scn_object scn_led = {
    .name = "led",
    .shown = "led.power",
    .class = "vspa.Led",
    .doc = "The LEDs: power, internet, ethernet, phone1, phone2.",
    .functions = led_functions,
    .n_functions = sizeof led_functions / sizeof led_functions[0],
    .members = leds,
};
