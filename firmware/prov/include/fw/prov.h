/* SPDX-License-Identifier: MIT */
/*
 * Provisioning: the resync machine and the upgrade machine. Source: guide chapters 1, 2 and 4;
 * firmware/prov/README.md has the interpretation where the guide contradicts itself.
 */
#pragma once
#include <fw/boot.h>
#include <fw/fail.h>
#include <fw/image.h>
#include <fw/install.h>
#include <fw/macro.h>
#include <fw/net.h>
#include <fw/param.h>
#include <fw/quirk.h>
#include <fw/rule.h>

struct board_ident;
struct fw_prov;

/* $PRVST: guide p.4-8 */
enum fw_resync_cause { FW_RESYNC_EXPLICIT = -1, FW_RESYNC_POWER_UP = 0, FW_RESYNC_PERIODIC = 1, FW_RESYNC_RETRY = 2 };

#define FW_RESYNC_STATE_LIST(X)                                                                                        \
    X(OFF, "off")     /* idle: no reason to resync, no timer */                                                        \
    X(DELAY, "delay") /* random delay after power-up */                                                                \
    X(WAIT, "wait")   /* periodic or error timer runs */                                                               \
    X(DUE, "due")     /* pending: waits for the network or for an idle line */                                         \
    X(SYNC, "sync")   /* fetching and applying */
#define FW_UPGRADE_STATE_LIST(X)                                                                                       \
    X(OFF, "off")                                                                                                      \
    X(WAIT, "wait") /* error timer */                                                                                  \
    X(DUE, "due")                                                                                                      \
    X(DOWNLOAD, "download") /* LED slow */                                                                             \
    X(LOAD, "load")         /* checking the image; LED hb2 */                                                          \
    X(WRITE, "write")       /* writing flash; LED fast */                                                              \
    X(SWITCH, "switch")     /* about to restart into it */
#define FW_PROV_ENUM_RESYNC(id, text)  FW_RESYNC_##id,
#define FW_PROV_ENUM_UPGRADE(id, text) FW_UPGRADE_##id,
enum fw_resync_state { FW_RESYNC_STATE_LIST(FW_PROV_ENUM_RESYNC) FW_N_RESYNC_STATES };
enum fw_upgrade_state { FW_UPGRADE_STATE_LIST(FW_PROV_ENUM_UPGRADE) FW_N_UPGRADE_STATES };
/* As in the trace; static. */
const char *fw_resync_state_name(enum fw_resync_state s);
const char *fw_upgrade_state_name(enum fw_upgrade_state s);

/* Why the unit started, as far as provisioning is concerned; kept across a soft reset. */
enum fw_restart_reason {
    FW_RESTART_POWER,      /* power-on, reset pin */
    FW_RESTART_REQUEST,    /* reboot by hand: web, voice menu, NOTIFY */
    FW_RESTART_PARAMETERS, /* a parameter change needed it */
    FW_RESTART_UPGRADE,    /* new firmware, or fall-back from it */
    FW_RESTART_FACTORY,    /* factory or user reset */
    FW_RESTART_UNFINISHED, /* as PARAMETERS, but the resync that changed them failed at a later rule */
    FW_N_RESTART_REASONS
};
const char *fw_restart_reason_name(enum fw_restart_reason r);

struct fw_prov_config {
    struct board *board;
    struct fw_params *params;
    struct fw_net *net;
    struct fw_boot *boot;
    const struct fw_manifest *manifest;
    const struct board_ident *ident;
    struct fw_log *log;
    enum fw_restart_reason restart_reason;
    uint32_t quirks;                  /* fw/quirk.h */
    const struct fw_foreign *foreign; /* borrowed; NULL: a file that is no image of ours is a corrupt one */
    /* Asked: may a resync or upgrade that may end in a restart begin? (all lines idle) */
    bool (*is_idle)(void *ctx);
    bool (*is_idle_for_upgrade)(void *ctx); /* the same for an upgrade */
    /* Restart now (the machine has finished). */
    void (*restart)(void *ctx, enum fw_restart_reason reason);
    /* The upgrade state changed (LEDs, audio off). */
    void (*on_upgrade_state)(void *ctx, enum fw_upgrade_state s);
    /* The resync state changed: fw_prov_status(). Not called while fw_prov_create runs. */
    void (*on_resync_state)(void *ctx);
    /* Seconds since line 1 / 2 lost its registration, 0 while registered: $REGTMR1, $REGTMR2. */
    uint32_t (*registration_timer_s)(void *ctx, unsigned line_1_or_2);
    void *ctx;
};

/* RT_ENOMEM. The configuration is copied. destroy: what is under way is given up; NULL is allowed. */
enum rt_err fw_prov_create(struct fw_prov **out, const struct fw_prov_config *config);
void fw_prov_destroy(struct fw_prov *p);
/* Call when the network state or the idle state of a line changes. */
void fw_prov_on_net(struct fw_prov *p);
void fw_prov_on_idle(struct fw_prov *p);

/* Explicit requests ($PRVST -1). rule: the argument of the web command, NULL or "" for the configured rules;
 * client_ip: the requesting host, used if the rule names no server. RT_OK: accepted (done when the unit is idle).
 * RT_EACCES: Provision_Enable / Upgrade_Enable is No. RT_EBUSY: an upgrade is running, or a restart is imminent.
 * During a resync, the last request runs after it. RT_ESYNTAX, RT_ETOOBIG: invalid, nothing will be done. RT_ENOMEM. */
enum rt_err fw_prov_request_resync(struct fw_prov *p, struct rt_str rule, uint32_t client_ip);
enum rt_err fw_prov_request_upgrade(struct fw_prov *p, struct rt_str url, uint32_t client_ip);

/* Sends all parameters but GPP_SA .. GPP_SD to where Report_Rule says, once, without retries (guide p.2-18, 2-19):
 * what a SIP NOTIFY with `Event: report` asks for. RT_OK: it was started, or has failed and is traced. RT_ENOENT:
 * Report_Rule is empty or chooses nothing; RT_ESYNTAX: it is invalid; RT_EBUSY: a report is in progress, or the unit
 * is about to restart; RT_EUNREACH: no network. */
enum rt_err fw_prov_request_report(struct fw_prov *p);

struct fw_prov_status {
    enum fw_resync_state resync;
    enum fw_upgrade_state upgrade;
    uint32_t n_resync_ok, n_resync_failed, n_upgrade_ok, n_upgrade_failed;
    enum fw_fail last_resync_fail, last_upgrade_fail;
    uint32_t n_report_ok, n_report_failed;
    enum fw_fail last_report_fail;
};
/* Since the start. */
struct fw_prov_status fw_prov_status(const struct fw_prov *p);

/* A note (fw_params_note) of an RC unit that has got its first profile; gone after a factory reset. */
#define FW_NOTE_PROVISIONED "rc.provisioned"
