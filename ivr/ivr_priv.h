/* SPDX-License-Identifier: MIT */
/*
 * The internals of the voice menu: options (menu.c), input (entry.c), output (say.c), a session on one telephone port
 * (session.c) and its values (values.c), and the interface through which a session accesses the unit (ivr.c; in tests,
 * a fake).
 */
#pragma once
#include <board/clock.h>
#include <fw/element.h>
#include <rt/buf.h>
#include <rt/err.h>
#include <rt/str.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct board;
struct fw_log;

#define IVR_SAY_MAX        64u              /* prompts in a row: fw_line_say */
#define IVR_VALUE_MAX      255u             /* characters of a value that is read out; no source */
#define IVR_KEYS_MAX       255u             /* keys typed before '#'; the longest password field of the pages */
#define IVR_CHANGES_MAX    32u              /* options changed in one session; more than the menu has */
#define IVR_OPTIONS_MAX    128u             /* rows of a menu; no source */
#define IVR_NO_KEY_US      (60u * 1000000u) /* Sipura administration guide 2.0.10 p.37 */
#define IVR_DOUBLE_STAR_US 500000u          /* the same */
#define IVR_RESET_DELAY_US 1000000u         /* guess: from the last word of a reset to the reset */

/* ---- options: menu.c ---- */

enum ivr_kind { IVR_ANNOUNCE, IVR_SET, IVR_ACTION };
enum ivr_input { IVR_INPUT_NONE, IVR_INPUT_ADDRESS, IVR_INPUT_SPELL, IVR_INPUT_CONFIRM, IVR_INPUT_CHOICES };
enum ivr_password { IVR_PASSWORD_NO, IVR_PASSWORD_ADMIN, IVR_PASSWORD_PROTECT };

/* A row of the menu; the texts live in the menu. Columns: images/README.md. */
struct ivr_option {
    const char *code;
    enum ivr_kind kind;
    const char *subject; /* element name, key of a fact, or action */
    enum ivr_input input;
    const char *choices; /* for CHOICES: "0=DHCP:dhcp|1=Static IP:static_ip" */
    enum ivr_password password;
    const char *when;
    const char *name, *ask; /* prompts; "" none */
};
struct ivr_menu;

/* Parses the rows; the text is copied. RT_ESYNTAX (line in *bad_line), RT_EFULL, RT_ENOMEM. */
enum rt_err ivr_menu_create(struct ivr_menu **out, const char *text, size_t n, unsigned *bad_line);
void ivr_menu_destroy(struct ivr_menu *m);
size_t ivr_menu_n(const struct ivr_menu *m);
const struct ivr_option *ivr_menu_row(const struct ivr_menu *m, size_t i);
const struct ivr_option *ivr_menu_find(const struct ivr_menu *m, const char *code); /* or NULL */
/* The subject is the element name of a parameter: it begins with a capital. */
bool ivr_option_is_of_parameter(const struct ivr_option *o);

/* A choice of an option. All parts are string views into the option. */
struct ivr_choice {
    struct rt_str key, value, prompt;
};
/* Iterates over "KEY=VALUE:PROMPT|...": *rest starts as rt_str(o->choices). False at the end, or at a part without
 * '=' and ':' (menu.c rejects those). */
bool ivr_choice_next(struct rt_str *rest, struct ivr_choice *out);

/* ---- input: entry.c ---- */

struct ivr_entry {
    char keys[IVR_KEYS_MAX + 1];
    uint32_t n;
    uint64_t star_at_us; /* time of the last key if it was '*', else BOARD_NEVER */
};
enum ivr_typed { IVR_TYPED_MORE, IVR_TYPED_END, IVR_TYPED_ABANDON };

void ivr_entry_clear(struct ivr_entry *e);
/* Adds one key, with its time on the board clock. END: '#'. ABANDON: the second '*' within half a second. Keys beyond
 * the maximum count, but make the entry invalid. */
enum ivr_typed ivr_entry_put(struct ivr_entry *e, char key, uint64_t at_us);
/* The input as a value of this option. RT_EINVAL. */
enum rt_err ivr_entry_value(const struct ivr_entry *e, const struct ivr_option *o, char out[IVR_VALUE_MAX + 1]);
/* Whether the keys match this password: letters by keypad group, digits as themselves, anything else as 0. */
bool ivr_entry_is_password(const struct ivr_entry *e, const char *password);

/* ---- output: say.c ---- */

/* A list of up to IVR_SAY_MAX prompts; further ones are dropped. */
struct ivr_words {
    const char *prompts[IVR_SAY_MAX];
    size_t n;
    char choice[32]; /* the prompt of a choice, NUL-terminated */
};
void ivr_words_put(struct ivr_words *w, const char *prompt); /* "" and NULL add nothing */
/* A value as this option reads it out: digit by digit, by its choice, or "not available" if it is empty. */
void ivr_words_put_value(struct ivr_words *w, const struct ivr_option *o, const char *value);

/* ---- the unit, as seen by a session ---- */

enum ivr_act {
    IVR_REBOOT,          /* dialled */
    IVR_REBOOT_FOR_SAVE, /* a saved value needs it */
    IVR_USER_RESET,
    IVR_FACTORY_RESET,
};
struct ivr_change {
    const char *element; /* borrowed from the menu */
    char value[IVR_VALUE_MAX + 1];
};
struct ivr_host {
    /* To the telephone. say replaces what is playing; ivr_session_on_said() reports the end, also of a tone. */
    void (*say)(void *ctx, unsigned port, const char *const *prompts, size_t n);
    void (*hush)(void *ctx, unsigned port);
    void (*tone)(void *ctx, unsigned port, enum fw_element tone);
    /* To the unit. read: an element or the key of a fact; RT_ENOENT: the release does not have it. */
    enum rt_err (*read)(void *ctx, const char *subject, char out[IVR_VALUE_MAX + 1]);
    bool (*is_user_writable)(void *ctx, const char *element);
    bool (*fits)(void *ctx, const char *element, const char *value);
    /* Atomic: all or none. */
    enum rt_err (*store)(void *ctx, const struct ivr_change *changes, size_t n, bool *needs_reboot);
    enum rt_err (*act)(void *ctx, enum ivr_act act);
};

/* ---- a session: session.c ---- */

#define IVR_STATE_LIST(X)                                                                                              \
    X(IDLE, "idle")         /* no session */                                                                           \
    X(OPTION, "option")     /* types an option */                                                                      \
    X(PASSWORD, "password") /* types the admin password */                                                             \
    X(VALUE, "value")       /* types a value */                                                                        \
    X(SAVE, "save")         /* 1 save, 2 review, 3 re-enter, * cancel */                                               \
    X(CONFIRM, "confirm")   /* 1 does it, * cancels */                                                                 \
    X(RESET, "reset")       /* a reset was confirmed and is about to happen */                                         \
    X(OVER, "over")         /* a minute without a key: waiting for on-hook */

enum ivr_state {
#define IVR_STATE_ENUM(id, name) IVR_STATE_##id,
    IVR_STATE_LIST(IVR_STATE_ENUM)
#undef IVR_STATE_ENUM
        IVR_N_STATES
};
const char *ivr_state_name(enum ivr_state s);

struct ivr_session {
    /* wiring */
    struct board *board;
    struct fw_log *log;
    const struct ivr_menu *menu;
    const struct ivr_host *host;
    void *host_ctx;
    unsigned port; /* 0, 1 */
    bool asks_before_reset;
    /* state */
    enum ivr_state state;
    const struct ivr_option *option; /* in PASSWORD .. RESET */
    struct ivr_entry entry;
    char value[IVR_VALUE_MAX + 1]; /* in SAVE: what would be saved */
    uint32_t n_changes;
    bool wants_reboot, needs_reboot; /* requested by code; required by a stored value */
    uint32_t n_said;                 /* in OVER: number of tones played */
    struct board_timer no_key, reset;
    struct ivr_change *changes; /* IVR_CHANGES_MAX of them, from the first one on until the session ends; else NULL */
};
struct ivr_session_config {
    struct board *board;
    struct fw_log *log;
    const struct ivr_menu *menu;
    const struct ivr_host *host;
    void *host_ctx;
    unsigned port;
    bool asks_before_reset; /* an admin password is enough for a factory reset to ask for it: quirk */
};
void ivr_session_init(struct ivr_session *s, const struct ivr_session_config *config);
void ivr_session_fini(struct ivr_session *s); /* discards everything; stores nothing */
void ivr_session_on_enter(struct ivr_session *s);
void ivr_session_on_key(struct ivr_session *s, char key);
void ivr_session_on_said(struct ivr_session *s);
void ivr_session_on_hang_up(struct ivr_session *s);

/* ---- the values of a session: values.c ---- */

/* The value after this session: values saved in it override those of the unit. */
enum rt_err ivr_session_read(const struct ivr_session *s, const char *subject, char out[IVR_VALUE_MAX + 1]);
bool ivr_session_is_yes(const struct ivr_session *s, const char *element);
/* "ELEMENT=VALUE" or "ELEMENT!=VALUE". False for an element that the release lacks. */
bool ivr_session_holds(const struct ivr_session *s, const char *when);
/* Keeps what was typed for the option. False: too many changes, or no memory. */
bool ivr_session_save(struct ivr_session *s);
/* Stores all saved values in one transaction. */
void ivr_session_store(struct ivr_session *s);
