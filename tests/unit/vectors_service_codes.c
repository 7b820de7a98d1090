/* SPDX-License-Identifier: MIT */
/* Service codes at a telephone: tests/vectors/q_service_codes.tsv, each row at a whole unit. */
#include <harness/test.h>
#include <harness/call_peer.h>
#include <harness/vectors.h>
#include <fw/channel.h>
#include <rt/buf.h>
#include <unit/phone.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEXT_MAX 1024u

static struct world {
    struct device_rig unit;
    struct call_peer peer;
    struct emu_phone *phone;
    uint64_t first_event;
    unsigned first_message, n_seen;
    enum { ASIDE, BUSY, RINGS, LATE_BUSY } peer_is; /* to all calls */
    char **values;                                  /* of all parameters, before */
    size_t n_values;
} w;

/* ---- settings ---- */

/* Of line 1, else of the unit. */
static void set(const char *name, const char *value)
{
    char of_line[80];
    (void)snprintf(of_line, sizeof of_line, "%s_1_", name);
    bool is_of_line = fw_param_find(fw_device_params(w.unit.device), of_line) != FW_PARAM_NONE;
    device_rig_set(&w.unit, is_of_line ? of_line : name, value);
}

static void set_all(const char *settings)
{
    char text[TEXT_MAX], *rest = text;
    (void)snprintf(text, sizeof text, "%s", settings);
    while (rest != NULL && *rest != '\0') {
        char *setting = rest, *end = strstr(rest, "; ");
        rest = end != NULL ? end + 2 : NULL;
        if (end != NULL) {
            *end = '\0';
        }
        char *value = strchr(setting, '=');
        if (value != NULL) {
            *value = '\0';
            set(setting, value + 1);
        }
    }
}

/* ---- what is done ---- */

static const char *last_invite(void)
{
    for (unsigned i = w.peer.n; i-- > 0;) {
        if (strncmp(w.peer.message[i].text, "INVITE ", 7) == 0) {
            return w.peer.message[i].text;
        }
    }
    fail_msg("nothing was called");
    return NULL;
}

/* LATE_BUSY: it rang for less than Call_Back_Delay. */
static void answer_as_peer(const char *invite)
{
    if (w.peer_is == RINGS || w.peer_is == LATE_BUSY) {
        call_peer_reply(&w.peer, invite, 180, "", "");
    }
    if (w.peer_is == LATE_BUSY) {
        device_rig_pass_ms(&w.unit, 300);
    }
    if (w.peer_is != RINGS) {
        call_peer_reply(&w.peer, invite, 486, "", "");
    }
}

static void pass_ms(unsigned ms)
{
    for (unsigned i = 0; i < ms; i += 50) {
        device_rig_pass_ms(&w.unit, 50);
        for (; w.peer_is != ASIDE && w.n_seen < w.peer.n; w.n_seen++) {
            if (strncmp(w.peer.message[w.n_seen].text, "INVITE ", 7) == 0) {
                answer_as_peer(w.peer.message[w.n_seen].text);
            }
        }
    }
}

static void hook(bool is_off_hook)
{
    emu_phone_set_hook(w.phone, is_off_hook);
    pass_ms(is_off_hook ? 500 : 1200);
}

static void call_from(const char *number)
{
    char from[200];
    (void)snprintf(from, sizeof from, "From: <sip:%s@sip.test>;tag=c%u\r\n", number, w.peer.n);
    call_peer_invite(&w.peer, from, CALL_PEER_SDP);
}

static void answer(void)
{
    call_peer_reply(&w.peer, last_invite(), 200, "", CALL_PEER_SDP);
    pass_ms(500);
}

static void act(const char *word)
{
    if (strcmp(word, "down") == 0) {
        hook(false);
    } else if (strcmp(word, "lift") == 0) {
        hook(true);
    } else if (strcmp(word, "flash") == 0) {
        emu_phone_set_hook(w.phone, false);
        device_rig_pass_ms(&w.unit, 300);
        hook(true);
    } else if (strcmp(word, "answer") == 0) {
        answer();
    } else if (strcmp(word, "busy") == 0) {
        w.peer_is = BUSY;
    } else if (strcmp(word, "late-busy") == 0) {
        w.peer_is = LATE_BUSY;
    } else if (strcmp(word, "ringing") == 0) {
        w.peer_is = RINGS;
    } else if (strcmp(word, "aside") == 0) {
        w.peer_is = ASIDE;
    } else if (strncmp(word, "caller:", 7) == 0) {
        call_from(word + 7);
    } else {
        assert_int_equal(emu_phone_dial(w.phone, word), RT_OK);
    }
    pass_ms(200);
    while (emu_phone_is_dialling(w.phone)) {
        pass_ms(50);
    }
}

static void act_all(const char *words)
{
    char text[TEXT_MAX], *word = text;
    (void)snprintf(text, sizeof text, "%s", words);
    for (char *end; word != NULL && *word != '\0'; word = end) {
        unsigned seconds = 0;
        if (sscanf(word, "(%u s)", &seconds) == 1) {
            pass_ms(seconds * 1000);
            end = strchr(word, ')') + 1;
            end += *end == ' ';
            continue;
        }
        end = strchr(word, ' ');
        if (end != NULL) {
            *end++ = '\0';
        }
        act(word);
    }
    pass_ms(2000);
}

/* ---- what came of it ---- */

static const char *heard(void)
{
    static char text[TEXT_MAX];
    static const char *const names[][2] = {
        {"tone Dial_Tone", "DT"},         {"tone Cfwd_Dial_Tone", "CD"}, {"tone Second_Dial_Tone", "2DT"},
        {"tone Prompt_Tone", "PT"},       {"tone Confirm_Tone", "CT"},   {"tone Busy_Tone", "BT"},
        {"tone Reorder_Tone", "RT"},      {"application ivr", "menu"},   {"tone Off_Hook_Warning_Tone", "howler"},
        {"tone Outside_Dial_Tone", "OT"}, {"tone Ring_Back_Tone", "RB"}, {"rings", "ring"},
    };
    text[0] = '\0';
    for (uint64_t i = w.first_event; i < board_trace_end(w.unit.board); i++) {
        const struct board_event *e = board_trace_get(w.unit.board, i);
        for (size_t k = 0; k < sizeof names / sizeof names[0]; k++) {
            if (e != NULL && board_event_signal(e) == &fw_signal_line && strcmp(e->text, names[k][0]) == 0) {
                size_t n = strlen(text);
                (void)snprintf(text + n, sizeof text - n, "%s%s", n > 0 ? " " : "", names[k][1]);
                if (strcmp(names[k][1], "ring") == 0) {
                    n = strlen(text);
                    (void)snprintf(text + n, sizeof text - n, "%d", (int)e->value);
                }
            }
        }
    }
    return text;
}

static void put(char *text, const char *what, const char *with)
{
    size_t n = strlen(text);
    (void)snprintf(text + n, TEXT_MAX - n, "%s%s%s", n > 0 ? "; " : "", what, with);
}

/* "INVITE 5551234 anonymous", with the formats of its offer when the row tells them. */
static void put_invite(char *text, const char *message, bool tells_offer)
{
    char from[512], what[300];
    const char *formats = strstr(message, " RTP/AVP ");
    (void)snprintf(what, sizeof what, "INVITE %.*s", (int)strcspn(message + 11, "@"), message + 11);
    if (strstr(call_peer_field(message, "From", from), "nonymous") != NULL) {
        (void)strncat(what, " anonymous", sizeof what - strlen(what) - 1);
    }
    put(text, what, "");
    if (tells_offer && formats != NULL) {
        size_t n = strlen(text);
        (void)snprintf(text + n, TEXT_MAX - n, " offer %.*s", (int)strcspn(formats + 9, "\r"), formats + 9);
    }
}

static bool is_repeated(unsigned at)
{
    char id[512], cseq[512], other[512];
    (void)call_peer_field(w.peer.message[at].text, "Call-ID", id);
    (void)call_peer_field(w.peer.message[at].text, "CSeq", cseq);
    for (unsigned i = 0; i < at; i++) {
        const char *text = w.peer.message[i].text;
        if (strncmp(text, w.peer.message[at].text, 11) == 0 &&
            strcmp(call_peer_field(text, "Call-ID", other), id) == 0 &&
            strcmp(call_peer_field(text, "CSeq", other), cseq) == 0) {
            return true;
        }
    }
    return false;
}

static const char *sent(bool tells_offer)
{
    static char text[TEXT_MAX];
    text[0] = '\0';
    for (unsigned i = w.first_message; i < w.peer.n; i++) {
        const char *message = w.peer.message[i].text;
        char cseq[512], status[4];
        (void)call_peer_field(message, "CSeq", cseq);
        if (is_repeated(i)) {
            continue;
        }
        if (strncmp(message, "INVITE ", 7) == 0) {
            put_invite(text, message, tells_offer);
        } else if (strncmp(message, "REFER ", 6) == 0) {
            char to[512];
            put(text, "REFER ", call_peer_field(message, "Refer-To", to));
        } else if (sscanf(message, "SIP/2.0 %3[0-9]", status) == 1 && atoi(status) >= 180 &&
                   strstr(cseq, "INVITE") != NULL) {
            put(text, status, "");
        }
    }
    return text;
}

static void remember(void)
{
    const struct fw_params *p = fw_device_params(w.unit.device);
    w.n_values = fw_schema_n_rows(fw_params_schema(p));
    w.values = calloc(w.n_values, sizeof *w.values);
    assert_non_null(w.values);
    for (size_t i = 0; i < w.n_values; i++) {
        w.values[i] = strdup(fw_param_get(p, (int)i));
    }
}

/* "DND_Setting=Yes; ...": of line 1 without its number. */
static const char *changes(void)
{
    static char text[TEXT_MAX];
    const struct fw_params *p = fw_device_params(w.unit.device);
    text[0] = '\0';
    for (size_t i = 0; i < w.n_values; i++) {
        const char *element = fw_schema_element(fw_params_schema(p), i), *now = fw_param_get(p, (int)i);
        if (strcmp(w.values[i], now) != 0) {
            char name[80];
            size_t n = strlen(element);
            bool is_of_line = n > 3 && strcmp(element + n - 3, "_1_") == 0;
            (void)snprintf(name, sizeof name, "%.*s=", (int)(is_of_line ? n - 3 : n), element);
            put(text, name, now);
        }
        free(w.values[i]);
    }
    free(w.values);
    return text;
}

/* ---- a row ---- */

/* 4085551212 calls and gives up; 5551234 is called. */
static void fill_memory(void)
{
    call_from("4085551212");
    call_peer_request(&w.peer, "CANCEL", "", "", "");
    pass_ms(500);
    hook(true);
    act("5551234#");
    const char *invite = last_invite();
    call_peer_reply(&w.peer, invite, 404, "", "");
    hook(false);
}

static void run(const struct vector_row *row)
{
    const char *settings = row->field[0];
    bool is_fresh = settings[0] == '-', is_registered = strstr(settings, "unregistered") == NULL;
    memset(&w, 0, sizeof w);
    device_rig_init(&w.unit, "5.2.10");
    call_peer_init(&w.peer, &w.unit);
    w.peer.is_silent = !is_registered;
    device_rig_start(&w.unit);
    device_rig_pass_s(&w.unit, 20);
    w.phone = emu_phone_create(w.unit.board, 0);
    if (!is_fresh) {
        fill_memory();
    }
    set_all(settings);
    remember();
    w.first_message = w.n_seen = w.peer.n;
    hook(true);
    w.first_event = board_trace_end(w.unit.board);
    act_all(row->field[1]);
    /* Compared when all is put away, so that a row that fails does not fail the next. */
    char got[3][TEXT_MAX];
    (void)snprintf(got[0], TEXT_MAX, "%s", heard());
    (void)snprintf(got[1], TEXT_MAX, "%s", changes());
    (void)snprintf(got[2], TEXT_MAX, "%s", sent(strstr(row->field[4], " offer ") != NULL));
    emu_phone_destroy(w.phone);
    call_peer_fini(&w.peer);
    device_rig_fini(&w.unit);
    for (unsigned i = 0; i < 3; i++) {
        assert_string_equal(got[i], row->field[2 + i]);
    }
}

int main(void)
{
    return vectors_run(TEST_SOURCE_DIR "/vectors/q_service_codes.tsv", "Q", 40, run);
}
