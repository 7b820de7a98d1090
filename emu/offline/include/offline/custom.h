/* SPDX-License-Identifier: MIT */
/*
 * The customised factory defaults of an RC unit, made of a template in the form of guide p.1-4:
 *
 *     Restricted_Access_Domains "domain.com, domain1.com";
 *     Resync_Periodic * "30";
 *     Profile_Rule * "http://prov.domain.com/sipura/profile?id=$MA";
 *
 * It is a source as that of vspa spc, with blanks in names and '*' as a mark. What the marks mean there is not known:
 * they are read and have no effect (guess).
 */
#pragma once
#include <host/error.h>
#include <rt/buf.h>

/* The text for fw_custom_store(). Problems of the template are printed one by one ("file:line:column: what: fix"); then
 * the error sums up. owner: shown on the Info page once the unit has its profile; NULL: none. */
enum emu_exit custom_read(const char *path, const char *owner, const char *images, const char *release,
                          struct rt_buf *out, struct emu_error *error);
