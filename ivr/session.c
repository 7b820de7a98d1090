/* SPDX-License-Identifier: MIT */
/*
 * One session of the voice menu, from **** to on-hook. One function per event, and one per state for keys.
 *
 * Known: Sipura administration guide 2.0.10 p.37 and p.40. Guesses, since no page says:
 *   - after an announcement, a saved or a cancelled value the menu asks for the next option;
 *   - a wrong password is asked for again, without limit; '*' leaves;
 *   - it is asked each time, not once a session;
 *   - a minute without a key: "goodbye", then Reorder and Off Hook Warning, as on a line where nothing is dialled;
 *   - `when` conditions see what was saved in this session before, so that a static address can follow option 101;
 *   - a confirmed reset takes effect on-hook, or a second after the last word.
 */
#include "ivr_events.h"
#include "ivr_priv.h"
#include <board/board.h>
#include <board/signal.h>
#include <rt/assert.h>
#include <fw/log.h>
#include <rt/mem.h>
#include <string.h>

static const char *const state_names[IVR_N_STATES] = {
#define STATE_NAME(id, name) name,
    IVR_STATE_LIST(STATE_NAME)
#undef STATE_NAME
};

const char *ivr_state_name(enum ivr_state s)
{
    RT_ASSERT(s < IVR_N_STATES);
    return state_names[s];
}

static void enter(struct ivr_session *s, enum ivr_state next)
{
    FW_TELL(s->log, ivr_state, s->port + 1, next, ivr_state_name(s->state), ivr_state_name(next));
    s->state = next;
    ivr_entry_clear(&s->entry);
}

/* ---- saying ---- */

static void say(struct ivr_session *s, const struct ivr_words *w)
{
    char text[BOARD_TRACE_TEXT_MAX + 1] = "";
    size_t n = 0;

    for (size_t i = 0; i < w->n; i++) {
        size_t n_word = strlen(w->prompts[i]);

        if (n + n_word + 2 > sizeof text) {
            break;
        }
        text[n++] = ' ';
        memcpy(text + n, w->prompts[i], n_word + 1);
        n += n_word;
    }
    FW_TELL(s->log, ivr_say, s->port + 1, s->state, text);
    s->host->say(s->host_ctx, s->port, w->prompts, w->n);
}

static void say_two(struct ivr_session *s, const char *first, const char *second)
{
    struct ivr_words w = {.n = 0};

    ivr_words_put(&w, first);
    ivr_words_put(&w, second);
    say(s, &w);
}

/* Back to the main menu, after announcing the outcome. */
static void return_to_menu(struct ivr_session *s, const char *outcome)
{
    enter(s, IVR_STATE_OPTION);
    s->option = NULL;
    say_two(s, outcome, "enter_option");
}

/* ---- an option is chosen ---- */

/* "Goodbye", then the tones of a line where nothing is dialled. */
static void leave(struct ivr_session *s)
{
    enter(s, IVR_STATE_OVER);
    s->n_said = 0;
    say_two(s, "goodbye", NULL);
}

static void act(struct ivr_session *s)
{
    if (strcmp(s->option->subject, "leave") == 0) {
        leave(s);
        return;
    }
    static const struct {
        const char *subject;
        enum ivr_act act;
    } acts[] = {{"reboot", IVR_REBOOT}, {"user_reset", IVR_USER_RESET}, {"factory_reset", IVR_FACTORY_RESET}};
    enum ivr_act what = IVR_REBOOT;

    for (size_t i = 0; i < sizeof acts / sizeof acts[0]; i++) {
        what = strcmp(acts[i].subject, s->option->subject) == 0 ? acts[i].act : what;
    }
    if (what == IVR_REBOOT) { /* after on-hook */
        s->wants_reboot = true;
        return_to_menu(s, "option_successful");
    } else {
        enter(s, IVR_STATE_RESET);
        say_two(s, "option_successful", NULL);
    }
}

static void end(struct ivr_session *s)
{
    board_timer_stop(s->board, &s->no_key);
    board_timer_stop(s->board, &s->reset);
    s->n_changes = 0;
    s->changes = rt_mem_free(s->changes);
    s->wants_reboot = false;
    s->needs_reboot = false;
    enter(s, IVR_STATE_IDLE);
}

static void reset_now(struct ivr_session *s)
{
    bool is_factory = strcmp(s->option->subject, "factory_reset") == 0;
    enum rt_err err;

    board_timer_stop(s->board, &s->reset);
    if (!is_factory) {
        ivr_session_store(s); /* including values that the user may not change, which the reset keeps */
    }
    FW_TELL(s->log, ivr_reset, s->port + 1, s->state, s->option->subject);
    err = s->host->act(s->host_ctx, is_factory ? IVR_FACTORY_RESET : IVR_USER_RESET);
    if (err != RT_OK) {
        fw_log_develop(s->log, RT_LOG_ERROR, "ivr", "%s: %s", s->option->subject, rt_err_text(err));
        return_to_menu(s, "option_failed");
        return;
    }
    end(s); /* the unit restarts in this instant; nothing more may be stored */
}

static void announce(struct ivr_session *s)
{
    const struct ivr_option *o = s->option;
    struct ivr_words w = {.n = 0};
    char value[IVR_VALUE_MAX + 1];

    if (ivr_session_read(s, o->subject, value) != RT_OK) {
        return_to_menu(s, "option_failed");
        return;
    }
    ivr_words_put(&w, o->name);
    ivr_words_put_value(&w, o, value);
    ivr_words_put(&w, "enter_option");
    enter(s, IVR_STATE_OPTION);
    s->option = NULL;
    say(s, &w);
}

static void ask(struct ivr_session *s, const char *before)
{
    enter(s, IVR_STATE_VALUE);
    say_two(s, before, s->option->ask[0] != '\0' ? s->option->ask : "enter_value");
}

/* The option may be used: the password, if one was needed, is right. */
static void begin_option(struct ivr_session *s)
{
    switch (s->option->kind) {
    case IVR_ANNOUNCE:
        announce(s);
        break;
    case IVR_SET:
        ask(s, s->option->name);
        break;
    case IVR_ACTION:
        if (s->option->input == IVR_INPUT_CONFIRM) {
            enter(s, IVR_STATE_CONFIRM);
            say_two(s, s->option->name, s->option->ask);
        } else {
            act(s);
        }
        break;
    }
}

/* A password too long to be read cannot be typed, but still protects. */
static bool has_password(const struct ivr_session *s)
{
    char password[IVR_VALUE_MAX + 1];
    enum rt_err err = s->host->read(s->host_ctx, fw_element_name(FW_EL_ADMIN_PASSWD), password);

    return err == RT_OK ? password[0] != '\0' : err != RT_ENOENT;
}

enum gate { GATE_OPEN, GATE_PASSWORD, GATE_CLOSED };

/* A protected option asks for the admin password, if there is one, unless the user may change the item anyway (guide
 * p.40). A factory reset is for any user, from any state (provisioning guide p.1-5, 1-7), until the provider
 * protects it; guess: without an admin password there is nothing to ask for then. */
static enum gate gate_of(const struct ivr_session *s)
{
    const struct ivr_option *o = s->option;

    switch (o->password) {
    case IVR_PASSWORD_NO:
        break;
    case IVR_PASSWORD_ADMIN:
        return has_password(s) && !(ivr_option_is_of_parameter(o) && s->host->is_user_writable(s->host_ctx, o->subject))
                   ? GATE_PASSWORD
                   : GATE_OPEN;
    case IVR_PASSWORD_PROTECT:
        if (ivr_session_is_yes(s, fw_element_name(FW_EL_PROTECT_IVR_FACTORYRESET))) {
            return has_password(s) ? GATE_PASSWORD : GATE_CLOSED;
        }
        return s->asks_before_reset && has_password(s) ? GATE_PASSWORD : GATE_OPEN;
    }
    return GATE_OPEN;
}

static void choose_option(struct ivr_session *s)
{
    const struct ivr_option *o = ivr_menu_find(s->menu, s->entry.keys);
    char value[IVR_VALUE_MAX + 1];

    FW_TELL(s->log, ivr_option, s->port + 1, s->state, s->entry.keys, o != NULL ? o->name : "unknown");
    s->option = o;
    if (o == NULL || !ivr_session_holds(s, o->when) ||
        (ivr_option_is_of_parameter(o) && ivr_session_read(s, o->subject, value) != RT_OK)) {
        return_to_menu(s, "invalid_option");
        return;
    }
    switch (gate_of(s)) {
    case GATE_OPEN:
        begin_option(s);
        break;
    case GATE_PASSWORD:
        enter(s, IVR_STATE_PASSWORD);
        say_two(s, "enter_password", NULL);
        break;
    case GATE_CLOSED:
        return_to_menu(s, "option_failed");
        break;
    }
}

/* ---- a key in each state ---- */

static void key_in_option(struct ivr_session *s, char key)
{
    if (key == '*') {
        ivr_entry_clear(&s->entry); /* guess: a false start is discarded */
    } else if (key != '#') {
        (void)ivr_entry_put(&s->entry, key,
                            board_now_us(s->board)); /* neither star nor pound ends it: more keys may follow */
    } else if (s->entry.n > 0) {
        s->host->hush(s->host_ctx, s->port);
        choose_option(s);
    }
    /* A lone '#' belongs to the answer "1#": it must not interrupt the prompt. */
    if (key != '#') {
        s->host->hush(s->host_ctx, s->port);
    }
}

static void key_in_password(struct ivr_session *s, char key)
{
    char password[IVR_VALUE_MAX + 1];

    s->host->hush(s->host_ctx, s->port);
    if (key == '*') { /* no password has it: it cancels */
        return_to_menu(s, "cancelled");
    } else if (ivr_entry_put(&s->entry, key, board_now_us(s->board)) == IVR_TYPED_END) {
        if (s->host->read(s->host_ctx, fw_element_name(FW_EL_ADMIN_PASSWD), password) == RT_OK &&
            ivr_entry_is_password(&s->entry, password)) {
            begin_option(s);
        } else {
            enter(s, IVR_STATE_PASSWORD);
            say_two(s, "password_wrong", "enter_password");
        }
    }
}

static void key_in_value(struct ivr_session *s, char key)
{
    s->host->hush(s->host_ctx, s->port);
    switch (ivr_entry_put(&s->entry, key, board_now_us(s->board))) {
    case IVR_TYPED_MORE:
        break;
    case IVR_TYPED_ABANDON:
        return_to_menu(s, "cancelled");
        break;
    case IVR_TYPED_END:
        if (ivr_entry_value(&s->entry, s->option, s->value) == RT_OK &&
            s->host->fits(s->host_ctx, s->option->subject, s->value)) {
            FW_TELL(s->log, ivr_typed, s->port + 1, s->state, s->value);
            enter(s, IVR_STATE_SAVE);
            say_two(s, "save_menu", NULL);
        } else {
            ask(s, "invalid_value");
        }
        break;
    }
}

static void review(struct ivr_session *s)
{
    struct ivr_words w = {.n = 0};

    ivr_words_put(&w, s->option->name);
    ivr_words_put_value(&w, s->option, s->value);
    ivr_words_put(&w, "save_menu");
    say(s, &w);
}

static void key_in_save(struct ivr_session *s, char key)
{
    switch (key) {
    case '1':
        return_to_menu(s, ivr_session_save(s) ? "option_successful" : "option_failed");
        break;
    case '2':
        review(s);
        break;
    case '3':
        ask(s, NULL);
        break;
    case '*':
        return_to_menu(s, "cancelled");
        break;
    case '#': /* the end of "2#" */
        break;
    default:
        say_two(s, "save_menu", NULL);
        break;
    }
}

static void key_in_confirm(struct ivr_session *s, char key)
{
    switch (key) {
    case '1':
        act(s);
        break;
    case '*':
        return_to_menu(s, "cancelled");
        break;
    case '#': /* the end of the option's code, typed twice */
        break;
    default:
        say_two(s, s->option->ask, NULL);
        break;
    }
}

void ivr_session_on_key(struct ivr_session *s, char key)
{
    if (s->state != IVR_STATE_IDLE && s->state != IVR_STATE_OVER && s->state != IVR_STATE_RESET) {
        board_timer_start(s->board, &s->no_key, IVR_NO_KEY_US);
    }
    switch (s->state) {
    case IVR_STATE_OPTION:
        key_in_option(s, key);
        break;
    case IVR_STATE_PASSWORD:
        key_in_password(s, key);
        break;
    case IVR_STATE_VALUE:
        key_in_value(s, key);
        break;
    case IVR_STATE_SAVE:
        key_in_save(s, key);
        break;
    case IVR_STATE_CONFIRM:
        key_in_confirm(s, key);
        break;
    case IVR_STATE_IDLE:
    case IVR_STATE_RESET:
    case IVR_STATE_OVER:
    case IVR_N_STATES:
        break;
    }
}

/* ---- the other events ---- */

void ivr_session_on_enter(struct ivr_session *s)
{
    RT_ASSERT(s->state == IVR_STATE_IDLE);
    enter(s, IVR_STATE_OPTION);
    s->option = NULL;
    board_timer_start(s->board, &s->no_key, IVR_NO_KEY_US);
    say_two(s, "main_menu", NULL);
}

static void on_no_key(void *ctx, struct board_timer *t)
{
    struct ivr_session *s = ctx;

    (void)t;
    if (s->state == IVR_STATE_RESET) {
        return; /* the reset happens anyway */
    }
    leave(s);
}

static void on_reset(void *ctx, struct board_timer *t)
{
    (void)t;
    reset_now(ctx);
}

void ivr_session_on_said(struct ivr_session *s)
{
    static const enum fw_element farewell[] = {FW_EL_REORDER_TONE, FW_EL_OFF_HOOK_WARNING_TONE};

    if (s->state == IVR_STATE_RESET) {
        board_timer_start(s->board, &s->reset, IVR_RESET_DELAY_US);
    } else if (s->state == IVR_STATE_OVER && s->n_said < sizeof farewell / sizeof farewell[0]) {
        s->host->tone(s->host_ctx, s->port, farewell[s->n_said++]);
    }
}

void ivr_session_on_hang_up(struct ivr_session *s)
{
    if (s->state == IVR_STATE_RESET) {
        reset_now(s);
    } else {
        ivr_session_store(s);
    }
    if (s->wants_reboot || s->needs_reboot) {
        FW_TELL(s->log, ivr_reboot, s->port + 1, s->state, s->wants_reboot ? "asked for" : "needed");
        (void)s->host->act(s->host_ctx, s->wants_reboot ? IVR_REBOOT : IVR_REBOOT_FOR_SAVE); /* a request only */
    }
    if (s->state != IVR_STATE_IDLE) {
        end(s);
    }
}

void ivr_session_init(struct ivr_session *s, const struct ivr_session_config *config)
{
    memset(s, 0, sizeof *s);
    s->board = config->board;
    s->log = config->log;
    s->menu = config->menu;
    s->host = config->host;
    s->host_ctx = config->host_ctx;
    s->port = config->port;
    s->asks_before_reset = config->asks_before_reset;
    ivr_entry_clear(&s->entry);
    board_timer_init(&s->no_key, "ivr no key", BOARD_PRIORITY_FIRMWARE, on_no_key, s);
    board_timer_init(&s->reset, "ivr reset", BOARD_PRIORITY_FIRMWARE, on_reset, s);
}

void ivr_session_fini(struct ivr_session *s)
{
    board_timer_stop(s->board, &s->no_key);
    board_timer_stop(s->board, &s->reset);
    s->changes = rt_mem_free(s->changes);
    s->state = IVR_STATE_IDLE;
}
