/* SPDX-License-Identifier: MIT */
/* Accessors for subsystems, modules and the host. */
#include "device_priv.h"
#include <board/board.h>

bool fw_device_is_running(const struct fw_device *d)
{
    return d->is_running;
}
bool fw_device_is_in_recovery(const struct fw_device *d)
{
    return d->recovery_state != FW_RECOVERY_OFF;
}
struct board *fw_device_board(struct fw_device *d)
{
    return d->board;
}
struct fw_log *fw_device_log(struct fw_device *d)
{
    return &d->log;
}
struct fw_params *fw_device_params(struct fw_device *d)
{
    return d->params;
}
struct fw_httpd *fw_device_httpd(struct fw_device *d)
{
    return d->httpd;
}

struct fw_net *fw_device_net(struct fw_device *d)
{
    return d->net;
}
struct fw_lines *fw_device_lines(struct fw_device *d)
{
    return d->lines;
}
struct fw_prov *fw_device_prov(struct fw_device *d)
{
    return d->prov;
}
struct fw_calls *fw_device_calls(struct fw_device *d)
{
    return d->calls;
}
const struct fw_boot *fw_device_boot(const struct fw_device *d)
{
    return d->board != NULL ? &d->boot : NULL;
}
const struct fw_image *fw_device_image(const struct fw_device *d)
{
    return d->texts != NULL ? &d->boot.image : NULL; /* modules read it while they start */
}
const struct fw_manifest *fw_device_manifest(const struct fw_device *d)
{
    return d->texts != NULL ? &d->manifest : NULL;
}
const struct fw_texts *fw_device_texts(const struct fw_device *d)
{
    return d->texts;
}
bool fw_device_has_quirk(const struct fw_device *d, enum fw_quirk q)
{
    return fw_quirk_is_set(d->config.quirks, q);
}
const struct board_ident *fw_device_ident(const struct fw_device *d)
{
    return d->ident;
}
uint64_t fw_device_uptime_us(const struct fw_device *d)
{
    return board_now_us(d->board) - d->started_at_us;
}
