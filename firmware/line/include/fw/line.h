/* SPDX-License-Identifier: MIT */
/*
 * A telephone line: an analogue port with hook, flash, digits, tones and prompts, and its current user.
 *
 * A line that is off-hook has one user. The first is the line's own (dial.c): dial tone (when the unit is in a state
 * that has one: Sipura administration guide 2.0.10 p.126), digits, then Reorder and the Off Hook Warning. A code that
 * is dialled, with dial tone or without, gives the line to another, of which the voice menu is the first. Digits are
 * heard by spandsp from the samples of the microphone.
 */
#pragma once
#include <fw/element.h>
#include <fw/image.h>
#include <rt/err.h>
#include <rt/str.h>
#include <stdbool.h>
#include <stdint.h>

struct board;
struct fw_params;
struct fw_lines;
struct fw_line;
struct fw_log;

#define FW_N_LINES 2u

/* A user of a line, until on-hook. The line makes all calls; NULL: not interested. */
struct fw_line_user {
    const char *name;                                          /* "ivr" */
    void (*on_take)(void *ctx, struct fw_line *line);          /* never NULL: the user owns the line from now on */
    void (*on_key)(void *ctx, struct fw_line *line, char key); /* 0-9 * # A-D; it is down */
    void (*on_key_up)(void *ctx, struct fw_line *line);        /* the last key has ended */
    void (*on_flash)(void *ctx, struct fw_line *line);         /* the hook was down for Hook_Flash_Timer_Min .. _Max */
    void (*on_played)(void *ctx, struct fw_line *line);        /* the prompts or the tone have ended */
    /* 10 ms of sound, BOARD_FXS_FRAME_SAMPLES each way. ear holds what is playing, or silence; the user may mix into
     * it. */
    void (*on_frame)(void *ctx, struct fw_line *line, const int16_t *mic, int16_t *ear);
    void (*on_return)(void *ctx, struct fw_line *line);  /* last call: it gave the line back, still off-hook */
    void (*on_hang_up)(void *ctx, struct fw_line *line); /* last call: the handset is down */
};

/* What happens next to a line whose user has lifted the handset or is dialling: call control decides. */
struct fw_line_decision {
    bool may_be_code;                /* set by the line: "**" is no number, but may become "****" */
    bool is_rejected;                /* Reorder_Tone; the rest does not count */
    bool is_ignored;                 /* silence, and the keys begin anew; the rest does not count */
    bool is_confirmed;               /* Confirm_Tone, then on_dial_tone; the keys begin anew; the rest does not count */
    bool is_prompted;                /* tone as a dial tone, silence for FW_EL_NONE; the keys begin anew */
    const struct fw_line_user *user; /* it is a call: the line is this user's; the rest does not count */
    void *user_ctx;
    bool is_timed; /* wait_us counts from now on, then on_silence; else the line waits for a key */
    uint64_t wait_us;
    enum fw_element tone; /* until the next key; FW_EL_NONE: silence. Of on_dial_tone: the dial tone */
};

/* Call control, asked by the line's own user. keys: what was dialled since dial tone, valid during the call. None is
 * NULL. */
struct fw_line_caller {
    /* The handset was lifted. True: it is for a call, which has taken the line with fw_line_take(). */
    bool (*on_lifted)(void *ctx, struct fw_line *line);
    void (*on_dial_tone)(void *ctx, struct fw_line *line, struct fw_line_decision *out);
    void (*on_keys)(void *ctx, struct fw_line *line, struct rt_str keys, struct fw_line_decision *out);
    void (*on_silence)(void *ctx, struct fw_line *line, struct rt_str keys, struct fw_line_decision *out);
    void (*on_flash)(void *ctx,
                     struct fw_line *line); /* while dialling, and after: calls fw_line_dial(), or takes it */
    void (*on_hang_up)(void *ctx, struct fw_line *line); /* while dialling, and after */
};

/* What gives a line to a user when it is dialled first. Owned by the user. */
struct fw_line_code {
    const char *digits; /* "****" */
    const struct fw_line_user *user;
    void *ctx;
    struct fw_line_code *next; /* private */
};

struct fw_lines_config {
    struct board *board;
    struct fw_params *params;
    const struct fw_image *image; /* prompts */
    struct fw_log *log;
    void (*on_idle_change)(void *ctx); /* a line became busy or idle */
    /* "MMDDHHMM" of the local clock for caller ID; "" while it is not set. NULL: never set. */
    void (*local_date)(void *ctx, char out[9]);
    void *ctx;
};
enum rt_err fw_lines_create(struct fw_lines **out, const struct fw_lines_config *config);
void fw_lines_destroy(struct fw_lines *l);
/* One caller (borrowed, with ctx); without one every number is rejected. */
void fw_lines_set_caller(struct fw_lines *l, const struct fw_line_caller *caller, void *ctx);
void fw_lines_add_code(struct fw_lines *l, struct fw_line_code *code);
/* An affected line goes silent; its user is not called any more, not even on_end. */
void fw_lines_remove_code(struct fw_lines *l, struct fw_line_code *code);
/* What a lifted handset gets. Without a network there is no dial tone (the table's "silent", Sipura administration
 * guide 2.0.10 p.126), and keys and the voice menu work: a factory reset is possible "from any state" (guide p.1-7). */
enum fw_lines_service {
    FW_LINES_NORMAL,
    FW_LINES_NO_TONES, /* keys and codes, but no tone of the line's own */
    FW_LINES_OFF,      /* upgrading: audio is disabled (guide p.2-19). Another user of a line loses it */
};
void fw_lines_set_service(struct fw_lines *l, enum fw_lines_service s);
/* For the phone LED and call control. */
void fw_lines_set_registered(struct fw_lines *l, unsigned port_0_or_1, bool is_registered);
bool fw_lines_is_registered(const struct fw_lines *l, unsigned port_0_or_1);
bool fw_lines_are_idle(const struct fw_lines *l); /* all on-hook, none rings */
bool fw_line_is_off_hook(const struct fw_lines *l, unsigned port_0_or_1);
struct fw_line *fw_lines_line(struct fw_lines *l, unsigned port_0_or_1);
/* What the line's own user does. */
enum fw_line_phase { FW_LINE_IS_ON_HOOK, FW_LINE_IS_DIALLING, FW_LINE_IS_REJECTED, FW_LINE_IS_USED };
enum fw_line_phase fw_lines_phase(const struct fw_lines *l, unsigned port_0_or_1);

/* For call control: an off-hook line changes hands. */
void fw_line_take(struct fw_line *line, const struct fw_line_user *user, void *ctx);
/* By the application of a code, as if it had been dialled. False: there is no such code. */
bool fw_line_take_by_code(struct fw_line *line, const char *digits);
void fw_line_dial(struct fw_line *line);    /* dial tone, from the beginning */
void fw_line_confirm(struct fw_line *line); /* Confirm_Tone, then dial tone */
void fw_line_reject(struct fw_line *line);  /* Reorder_Tone, Off_Hook_Warning_Tone, silence */

/* ---- ringing, on-hook; a line that is off-hook does not ring ---- */

struct fw_line_caller_id {
    const char *number, *name; /* "": not known */
    bool is_private;
};
/* By Ring_n_Cadence, until it is stopped or the handset is lifted. id: shown to the telephone as Caller_ID_Method says;
 * NULL: none. Copied. */
void fw_line_ring(struct fw_line *line, unsigned cadence_1_to_9, const struct fw_line_caller_id *id);
void fw_line_ring_stop(struct fw_line *line);
/* One burst of at most 10 s, unless it rings. */
void fw_line_ring_splash(struct fw_line *line, uint64_t us);
/* Off-hook, in a call: the tone by CWTn_Cadence, mixed into what the telephone hears, for as long as its script says;
 * id as above. While data are sent, and while the telephone answers them, the user hears silence from it. */
void fw_line_call_waiting(struct fw_line *line, unsigned cadence_1_to_9, const struct fw_line_caller_id *id);
void fw_line_call_waiting_stop(struct fw_line *line);
/* The message-waiting lamp, by FSK. RT_EBUSY: not now (off-hook, ringing, sending); RT_ENOTSUP: Caller_ID_Method has no
 * lamp; RT_ENOMEM. */
enum rt_err fw_line_vmwi(struct fw_line *line, bool is_waiting);
/* Of the battery: at first Idle_Polarity; its changes with a call are for call control to read and set. */
void fw_line_polarity(struct fw_line *line, bool is_reversed);
/* The battery is off for CPC_Duration. */
void fw_line_cpc(struct fw_line *line);

/* For users. */
unsigned fw_line_port(const struct fw_line *line); /* 0, 1 */
/* Plays prompts in sequence, replacing what is playing. Names as in the image ("digit_5"); a name that the release
 * lacks is skipped and logged. Up to 64. */
void fw_line_say(struct fw_line *line, const char *const *prompts, size_t n);
void fw_line_hush(struct fw_line *line);
/* A call progress tone by its parameter (FW_EL_REORDER_TONE). Replaces what is playing. A tone that is empty or
 * invalid is endless silence: RT_ENOENT or another error. */
enum rt_err fw_line_tone(struct fw_line *line, enum fw_element tone);
enum fw_element fw_line_current_tone(const struct fw_line *line); /* FW_EL_NONE: none plays */
