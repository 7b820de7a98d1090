/* SPDX-License-Identifier: MIT */
/*
 * What the resync machine, the upgrade machine and the variables share. Private to firmware/prov.
 *
 * Both machines are members of struct fw_prov and never run at the same time: each checks prov_is_free() before it
 * starts, so they share one set of transfer variables ($SCHEME, $SERVIP ...).
 */
#pragma once
#include "prov_events.h"
#include <board/board.h>
#include <board/clock.h>
#include <board/entropy.h>
#include <board/ident.h>
#include <board/signal.h>
#include <fw/element.h>
#include <fw/fetch.h>
#include <fw/install.h>
#include <fw/profile.h>
#include <fw/prov.h>
#include <fw/schedule.h>
#include <fw/step.h>
#include <fw/log.h>

/* $SCHEME, $SERV, $SERVIP, $PORT, $PATH, $ERR: used in Log_* messages. Empty before the first URL was parsed (guess:
 * guide p.4-8 does not say). */
struct transfer {
    bool is_valid;
    struct fw_url url;
    uint32_t server_ip;
    const char *err; /* static, or the version of a new load */
};

struct resync {
    enum fw_resync_state state;
    enum fw_resync_cause cause; /* of the current or pending attempt; $PRVST */
    bool has_explicit_rule;     /* from a web command */
    uint32_t explicit_client_ip;
    struct rt_buf explicit_rule;
    bool has_next; /* the same, requested during a pass; runs after it */
    uint32_t next_client_ip;
    struct rt_buf next_rule;
    unsigned rule_index;           /* 0 .. 3: Profile_Rule, _B, _C, _D */
    unsigned n_periodic, n_errors; /* position in the schedule lists */
    bool needs_reboot;
    uint64_t began_at_us;             /* this pass */
    uint64_t attempt_at_us;           /* $PRVTMR counts from here: the pass that fetched or ended last */
    struct board_timer timer;         /* random delay, periodic, retry */
    struct board_timer force_timer;   /* Forced_Resync_Delay */
    struct board_timer trigger_timer; /* polls Resync_Trigger_1/2 */
    bool is_forced;                   /* waited long enough: start although a line is in use */
    bool was_idle;                    /* all lines, when last checked */
    uint64_t idle_since_us;
    struct fw_rule_result rule;
    struct fw_txn *txn;
    struct fw_profile *profile;
    struct fw_fetch *fetch;
    enum fw_fail profile_fail; /* met while feeding */
    struct fw_param_watcher watcher;
};

struct upgrade {
    enum fw_upgrade_state state;
    bool is_explicit;  /* by web command */
    bool is_retry;     /* $UPGST */
    bool has_looked;   /* at Upgrade_Rule since the start and since the last resync */
    bool needs_reboot; /* by an assignment of the rule */
    unsigned n_errors;
    uint64_t retry_at_us; /* when the rule is tried again; 0: no retry is planned */
    struct rt_buf
        given_up; /* what failed and is not retried before a restart; same form as the note of a done upgrade */
    uint64_t attempt_at_us;   /* $UPGTMR */
    const char *last_err;     /* $UPGERR: text of the previous attempt; "" none */
    struct board_timer timer; /* retry */
    struct fw_rule_result rule;
    struct fw_url url;
    struct fw_fetch *fetch;
    struct fw_install install; /* from the first byte to the complete bank */
    enum fw_bank bank;         /* the one that it writes */
    char new_version[FW_IMAGE_VERSION_BYTES];
    struct fw_param_watcher watcher;
};

struct report {
    struct fw_fetch *fetch; /* NULL: none in progress */
    uint64_t began_us;
    bool needs_reboot; /* by an assignment of the rule */
};

#define RULE_WHY_BYTES 160u

struct fw_prov {
    struct fw_prov_config config;
    struct fw_macro_source macros;
    struct transfer transfer;
    struct resync resync;
    struct upgrade upgrade;
    struct report report;
    char rule_why[RULE_WHY_BYTES]; /* why the last rule could not be read, for the trace; "": it could */
    struct board_timer restart_timer, poke_timer;
    enum fw_restart_reason restart_reason;
    bool is_restarting;
    struct fw_prov_status counts; /* counters and last failures; states are filled in on request */
    uint64_t started_at_us;
};

/* steps.c: the transition tables */
#define RESYNC_CAUSE_LIST(X)                                                                                           \
    X(START, "start")                                                                                                  \
    X(RESTART, "restart by a parameter change or an upgrade")                                                          \
    X(TIMER, "its time is over")                                                                                       \
    X(TRIGGER, "Resync_Trigger_1 or _2 is true")                                                                       \
    X(REQUEST, "explicit request")                                                                                     \
    X(UPGRADE_ATTEMPT, "after an upgrade attempt")                                                                     \
    X(TURN, "network up, lines idle, no other machine at work")                                                        \
    X(PASS_OK, "all rules done")                                                                                       \
    X(PASS_FAILED, "a rule failed")                                                                                    \
    X(PERIOD_CHANGED, "Resync_Periodic was changed")                                                                   \
    X(DISABLED, "Provision_Enable is No")
#define UPGRADE_CAUSE_LIST(X)                                                                                          \
    X(RULE, "Upgrade_Rule chooses a URL")                                                                              \
    X(REQUEST, "explicit request")                                                                                     \
    X(TURN, "network up, lines idle, no resync near")                                                                  \
    X(NOTHING_LEFT, "nothing to do when its turn comes")                                                               \
    X(FILE, "the file is here")                                                                                        \
    X(IMAGE, "the image may run here")                                                                                 \
    X(WRITTEN, "written, read back, checked again")                                                                    \
    X(FAILURE, "failure")                                                                                              \
    X(TIMER, "its time is over")                                                                                       \
    X(RULE_CHANGED, "Upgrade_Rule was changed")
#define RESYNC_CAUSE_ENUM(id, text)  RESYNC_BY_##id,
#define UPGRADE_CAUSE_ENUM(id, text) UPGRADE_BY_##id,
enum resync_cause { RESYNC_CAUSE_LIST(RESYNC_CAUSE_ENUM) N_RESYNC_CAUSES };
enum upgrade_cause { UPGRADE_CAUSE_LIST(UPGRADE_CAUSE_ENUM) N_UPGRADE_CAUSES };
extern const struct fw_machine resync_machine, upgrade_machine;

/* prov.c */
/* No machine is running and no restart is pending. */
bool prov_is_free(const struct fw_prov *p);
/* Makes both machines re-evaluate what they wait for, in this instant but not from inside the caller. Called when
 * one of them becomes idle. */
void prov_poke_soon(struct fw_prov *p);
/* Restarts after a short delay, so that the last syslog line is sent. */
void prov_restart_soon(struct fw_prov *p, enum fw_restart_reason reason);
/* Expands the Log_* parameter and sends it; an empty parameter suppresses the message (S2000 p.33). */
void prov_log_message(struct fw_prov *p, enum fw_element element, enum fw_log_severity severity);
/* Completes a rule's URL, and checks the server (Restricted_Access_Domains). client_ip 0: DHCP option 66. */
enum fw_fail prov_complete_url(const struct fw_prov *p, struct fw_url *url, uint32_t client_ip);
/* "Linksys/SPA-2102-2.0.5 (88012BA01234)": guide p.1-13. */
void prov_user_agent(const struct fw_prov *p, struct rt_buf *out);
/* Applies the assignments of a rule in one transaction. */
enum fw_fail prov_assign(struct fw_prov *p, const struct fw_rule_result *rule, bool *needs_reboot);
/* Seconds of a schedule list parameter; false: no delay. */
bool prov_schedule(struct fw_prov *p, enum fw_element element, unsigned position, uint32_t *wait_s);

/* What the trace says behind a failure of this kind: what was missing, or what is wrong with the rule that was
 * evaluated last; "" for all others. */
const char *prov_fail_reason(const struct fw_prov *p, enum fw_fail fail);

/* story.c */
struct prov_rule_story {
    struct fw_prov *p;
    const char *element; /* "Profile_Rule_B" */
    /* Of the machine that reads the rule: an alternative is taken, none is. */
    const struct fw_event *taken, *none;
    bool has_condition;
};
/* Reports each step of an evaluation to Debug_Server. s is borrowed. */
struct fw_rule_listener prov_rule_listener(struct prov_rule_story *s);
/* Reports the result of the evaluation. */
void prov_tell_rule(const struct prov_rule_story *s, enum rt_err err, const struct fw_rule_result *r);
/* Reports the result and the duration of p->transfer. */
void prov_tell_transfer(struct fw_prov *p, const struct fw_event *event, uint64_t began_us,
                        const struct fw_fetch_result *result);

/* vars_live.c */
bool prov_lookup(void *ctx, struct rt_str name, bool is_in_key, struct rt_buf *value);

/* resync.c */
void resync_init(struct fw_prov *p);
void resync_fini(struct fw_prov *p);
/* A hook state changed. */
void resync_on_lines(struct fw_prov *p);
/* Something that it may be waiting for has changed. */
void resync_poke(struct fw_prov *p);
enum rt_err resync_request(struct fw_prov *p, struct rt_str rule, uint32_t client_ip);
/* After an upgrade attempt: Resync_After_Upgrade_Attempt. */
void resync_after_upgrade_attempt(struct fw_prov *p);
/* Ends a pass: WAIT for the next one, by Resync_Periodic or Resync_Error_Retry_Delay; or OFF. */
void resync_wait_for_period(struct fw_prov *p, enum resync_cause cause);
void resync_wait_for_retry(struct fw_prov *p, enum resync_cause cause);

/* Starts what was requested during the pass that has just ended. */
void resync_take_next(struct fw_prov *p);

/* resync_pass.c: processes the current rule, and continues to the end by itself. */
void resync_pass_run(struct fw_prov *p);
/* Releases what a pass still holds. */
void resync_pass_drop(struct resync *r);

/* upgrade.c */
void upgrade_init(struct fw_prov *p);
void upgrade_fini(struct fw_prov *p);
void upgrade_poke(struct fw_prov *p);
enum rt_err upgrade_request(struct fw_prov *p, struct rt_str url, uint32_t client_ip);
/* Upgrade_Rule is to be re-evaluated: after each resync. */
void upgrade_look_again(struct fw_prov *p);

/* upgrade_note.c: the memory of fw/upgrade.h. */
/* Called before the restart into the new image: the upgrade counts as done when that bank runs and is confirmed. */
enum rt_err upgrade_note_keep(struct fw_prov *p, const struct fw_url *url);
/* After the restart: what became of the image that the note waits for, and whether the memory still holds. */
void upgrade_note_settle(struct fw_prov *p);
void upgrade_note_forget(struct fw_prov *p);
/* Until a restart: what failed while Upgrade_Error_Retry_Delay disables retries. */
void upgrade_note_give_up(struct fw_prov *p, const struct fw_url *url);
bool upgrade_note_is_given_up(const struct fw_prov *p, const struct fw_url *url);

/* report.c */
void report_fini(struct fw_prov *p);

/* release_check.c */
/* Whether the version of this image, which is for this unit, is acceptable. */
enum fw_fail prov_judge_release(struct fw_prov *p, const struct fw_manifest *manifest);
/* Loop protection of older firmware, a quirk: would the rule choose the same alternative and URL again once this
 * version runs? */
bool prov_would_loop(struct fw_prov *p, const char *rule_text, const struct fw_rule_result *chosen,
                     const char *version);
