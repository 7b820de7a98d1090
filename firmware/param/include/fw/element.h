/* SPDX-License-Identifier: MIT */
/*
 * The elements that the engine binds: every parameter with an effect in this firmware has a row here. Firmware,
 * voice menu and pages never look up a parameter by a name in code otherwise. (Names from outside - a profile, a
 * rule, a row of the voice menu - are found with fw_param_find.)
 *
 * It is one list, not one table per subsystem: fw_params_create resolves it in one pass, so reading is an array
 * access; a misspelt element does not compile; and `vspa image inspect --effects` reads it without knowing the
 * subsystems.
 *
 * Columns: id, element, kind, fallback, source. The fallback applies if the release lacks the element, or if its
 * value is empty or not of the kind; a text has no fallback and reads as "". A row of LINE gets a number appended to
 * its name ("SIP_Port_1_") and has a fallback for each line. The source column documents effect and fallback.
 */
#pragma once
#include <fw/param.h>

#define FW_ELEMENT_LIST(ONE, LINE)                                                                                     \
    /* --- net: ways to an address, names, time --- */                                                                 \
    ONE(CONNECTION_TYPE, "Connection_Type", TEXT, "", "voice menu 101; captured page")                                 \
    ONE(DHCP, "DHCP", BOOL, "Yes", "captured page of a PAP2T 5.1.5: in place of Connection_Type")                      \
    ONE(STATIC_IP, "Static_IP", TEXT, "", "voice menu 111")                                                            \
    ONE(NETMASK, "NetMask", TEXT, "", "voice menu 121")                                                                \
    ONE(GATEWAY, "Gateway", TEXT, "", "voice menu 131")                                                                \
    ONE(PPPOE_LOGIN_NAME, "PPPOE_Login_Name", TEXT, "", "sample profile; PAP and CHAP: guess")                         \
    ONE(PPPOE_LOGIN_PASSWORD, "PPPOE_Login_Password", TEXT, "", "sample profile; PAP and CHAP: guess")                 \
    ONE(PPPOE_SERVICE_NAME, "PPPOE_Service_Name", TEXT, "", "sample profile; RFC 2516 section 5.1")                    \
    ONE(REVALIDATE_TIMER, "DHCP_IP_Revalidate_Timer", NUMBER, "0", "sample profile; minutes, and the effect: guess")   \
    ONE(ENABLE_MAC_CLONE, "Enable_MAC_Clone_Service", BOOL, "No", "sample profile")                                    \
    ONE(CLONED_MAC, "Cloned_MAC_Address", TEXT, "", "sample profile; of the Internet port only: inferred")             \
    ONE(ENABLE_VLAN, "Enable_VLAN", BOOL, "No", "sample profile; tags what leaves by the Internet port: inferred")     \
    ONE(VLAN_ID, "VLAN_ID", NUMBER, "1", "sample profile; IEEE 802.1Q section 9.6")                                    \
    ONE(PRIMARY_DNS, "Primary_DNS", TEXT, "", "voice menu 161")                                                        \
    ONE(SECONDARY_DNS, "Secondary_DNS", TEXT, "", "captured page")                                                     \
    ONE(DNS_SERVER_ORDER, "DNS_Server_Order", TEXT, "", "SPA-841 guide p.42")                                          \
    ONE(DNS_QUERY_MODE, "DNS_Query_Mode", TEXT, "", "SPA-841 guide p.42")                                              \
    ONE(HOSTNAME, "HostName", TEXT, "", "captured page")                                                               \
    ONE(DOMAIN, "Domain", TEXT, "", "captured page")                                                                   \
    ONE(EXT_IP, "EXT_IP", ADDRESS, "0.0.0.0", "guide p.4-7, $EXTIP")                                                   \
    ONE(PRIMARY_NTP_SERVER, "Primary_NTP_Server", TEXT, "", "sample profile")                                          \
    ONE(SECONDARY_NTP_SERVER, "Secondary_NTP_Server", TEXT, "", "sample profile")                                      \
    ONE(LAN_IP_ADDRESS, "LAN_IP_Address", ADDRESS, "192.168.0.1", "sample profile")                                    \
    ONE(LAN_SUBNET_MASK, "LAN_Subnet_Mask", ADDRESS, "255.255.255.0", "sample profile")                                \
    ONE(ENABLE_DHCP_SERVER, "Enable_DHCP_Server", BOOL, "Yes", "sample profile")                                       \
    ONE(DHCP_LEASE_TIME, "DHCP_Lease_Time", NUMBER, "24", "sample profile; hours")                                     \
    ONE(DHCP_CLIENT_STARTING_IP, "DHCP_Client_Starting_IP_Address", NUMBER, "2", "sample profile; last octet: guess")  \
    ONE(NUMBER_OF_CLIENTS, "Number_of_Client_IP_Addresses", NUMBER, "50", "sample profile")                            \
    ONE(ENABLE_DMZ, "Enable_DMZ", BOOL, "No", "sample profile")                                                        \
    ONE(DMZ_HOST, "DMZ_Host_IP_Address", NUMBER, "0", "sample profile; last octet: guess")                             \
    ONE(STARTING_PORT, "Starting_Port", NUMBER, "50000", "sample profile; kept from the NAT: inferred")                \
    ONE(NUM_OF_PORTS_RESERVED, "Num_of_Ports_Reserved", NUMBER, "256", "sample profile")                               \
    ONE(RTP_PORT_MIN, "RTP_Port_Min", NUMBER, "16384", "sample profile; kept from the NAT: inferred")                  \
    ONE(RTP_PORT_MAX, "RTP_Port_Max", NUMBER, "16482", "sample profile")                                               \
    ONE(MULTICAST_PASSTHRU, "Multicast_Passthru", TEXT, "", "sample profile; effect: inferred")                        \
    ONE(AUTO_PRIVATE_RANGES, "Auto_NetService_Private_IP_Ranges", TEXT, "", "sample profile; effect: inferred")        \
    ONE(QOS_POLICY, "QOS_Policy", TEXT, "", "sample profile; effect: inferred")                                        \
    ONE(QOS_QDISC, "QOS_QDisc", TEXT, "", "sample profile; TBF is a token bucket: inferred")                           \
    ONE(MAXIMUM_UPLINK_SPEED, "Maximum_Uplink_Speed", NUMBER, "128", "sample profile; kbit/s: inferred")               \
    ONE(NETWORKING_SERVICE, "Networking_Service", TEXT, "", "sample profile")                                          \
    /* --- syslog, debug server --- */                                                                                 \
    ONE(SYSLOG_SERVER, "Syslog_Server", TEXT, "", "SPA-841 guide p.42")                                                \
    ONE(DEBUG_SERVER, "Debug_Server", TEXT, "", "SPA-841 guide p.42")                                                  \
    ONE(DEBUG_LEVEL, "Debug_Level", NUMBER, "0", "SPA-841 guide p.42")                                                 \
    /* --- web server, logins, clock on the pages --- */                                                               \
    ONE(ENABLE_WAN_WEB_SERVER, "Enable_WAN_Web_Server", BOOL, "No", "public 5.1.9 profile")                            \
    ONE(WAN_WEB_SERVER_PORT, "WAN_Web_Server_Port", NUMBER, "80", "public 5.1.9 profile")                              \
    ONE(ENABLE_WEB_SERVER, "Enable_Web_Server", BOOL, "No", "models with one port: administration guide of the PAP2")  \
    ONE(WEB_SERVER_PORT, "Web_Server_Port", NUMBER, "80", "models with one port: administration guide of the PAP2")    \
    ONE(ENABLE_WEB_ADMIN_ACCESS, "Enable_Web_Admin_Access", BOOL, "Yes", "sample profile")                             \
    ONE(ADMIN_PASSWD, "Admin_Passwd", TEXT, "", "SPA administration guide p.40")                                       \
    ONE(USER_PASSWORD, "User_Password", TEXT, "", "SPA administration guide p.40")                                     \
    ONE(PROTECT_IVR_FACTORYRESET, "Protect_IVR_FactoryReset", BOOL, "No", "sample profile; effect: guess")             \
    ONE(TIME_ZONE, "Time_Zone", TEXT, "", "sample profile")                                                            \
    ONE(DST_ENABLE, "Daylight_Saving_Time_Enable", BOOL, "Yes", "sample profile of 5.2")                               \
    ONE(DST_RULE, "Daylight_Saving_Time_Rule", TEXT, "", "sample profile")                                             \
    ONE(SET_LOCAL_DATE, "Set_Local_Date__mm_dd_", TEXT, "", "sample profile; recall")                                  \
    ONE(SET_LOCAL_TIME, "Set_Local_Time__HH_mm_", TEXT, "", "sample profile; recall")                                  \
    /* --- prov: resync, upgrade, report --- */                                                                        \
    ONE(PROVISION_ENABLE, "Provision_Enable", BOOL, "Yes", "guide p.2-15")                                             \
    ONE(RESYNC_ON_RESET, "Resync_On_Reset", BOOL, "Yes", "guide p.4-1")                                                \
    ONE(RESYNC_RANDOM_DELAY, "Resync_Random_Delay", TIME, "0", "guide p.4-2; fallback: guess")                         \
    ONE(RESYNC_PERIODIC, "Resync_Periodic", TEXT, "", "guide p.4-2, 2-16")                                             \
    ONE(RESYNC_ERROR_RETRY_DELAY, "Resync_Error_Retry_Delay", TEXT, "", "guide p.4-2, 2-16")                           \
    ONE(FORCED_RESYNC_DELAY, "Forced_Resync_Delay", TIME, "14400", "guide p.2-16, 4-3")                                \
    ONE(RESYNC_FROM_SIP, "Resync_From_SIP", BOOL, "Yes", "guide p.2-15, 4-3")                                          \
    ONE(RESYNC_AFTER_UPGRADE, "Resync_After_Upgrade_Attempt", BOOL, "Yes", "guide p.4-3")                              \
    ONE(RESYNC_TRIGGER_1, "Resync_Trigger_1", TEXT, "", "guide p.2-16")                                                \
    ONE(RESYNC_TRIGGER_2, "Resync_Trigger_2", TEXT, "", "guide p.2-16")                                                \
    ONE(RESYNC_FAILS_ON_FNF, "Resync_Fails_On_FNF", BOOL, "Yes", "guide p.2-18")                                       \
    ONE(PROFILE_RULE, "Profile_Rule", TEXT, "", "guide p.1-12, 4-3")                                                   \
    ONE(PROFILE_RULE_B, "Profile_Rule_B", TEXT, "", "guide p.2-17")                                                    \
    ONE(PROFILE_RULE_C, "Profile_Rule_C", TEXT, "", "guide p.2-17")                                                    \
    ONE(PROFILE_RULE_D, "Profile_Rule_D", TEXT, "", "guide p.2-17")                                                    \
    ONE(LOG_RESYNC_REQUEST, "Log_Resync_Request_Msg", TEXT, "", "guide p.4-4")                                         \
    ONE(LOG_RESYNC_SUCCESS, "Log_Resync_Success_Msg", TEXT, "", "guide p.4-4")                                         \
    ONE(LOG_RESYNC_FAILURE, "Log_Resync_Failure_Msg", TEXT, "", "guide p.4-4")                                         \
    ONE(REPORT_RULE, "Report_Rule", TEXT, "", "guide p.2-18")                                                          \
    ONE(UPGRADE_ENABLE, "Upgrade_Enable", BOOL, "Yes", "guide p.4-5, 2-15")                                            \
    ONE(UPGRADE_ERROR_RETRY_DELAY, "Upgrade_Error_Retry_Delay", TEXT, "", "guide p.4-5, 2-16")                         \
    ONE(DOWNGRADE_REV_LIMIT, "Downgrade_Rev_Limit", TEXT, "", "guide p.4-5")                                           \
    ONE(UPGRADE_RULE, "Upgrade_Rule", TEXT, "", "guide p.2-19")                                                        \
    ONE(LOG_UPGRADE_REQUEST, "Log_Upgrade_Request_Msg", TEXT, "", "guide p.4-5")                                       \
    ONE(LOG_UPGRADE_SUCCESS, "Log_Upgrade_Success_Msg", TEXT, "", "guide p.4-5")                                       \
    ONE(LOG_UPGRADE_FAILURE, "Log_Upgrade_Failure_Msg", TEXT, "", "guide p.4-5")                                       \
    ONE(RESTRICTED_ACCESS_DOMAINS, "Restricted_Access_Domains", TEXT, "", "guide p.2-15")                              \
    /* General purpose: $A .. $P, $SA .. $SD. In this order: FW_EL_GPP_A + n. */                                       \
    ONE(GPP_A, "GPP_A", TEXT, "", "guide p.2-15, 4-6")                                                                 \
    ONE(GPP_B, "GPP_B", TEXT, "", "guide p.2-15, 4-6")                                                                 \
    ONE(GPP_C, "GPP_C", TEXT, "", "guide p.2-15, 4-6")                                                                 \
    ONE(GPP_D, "GPP_D", TEXT, "", "guide p.2-15, 4-6")                                                                 \
    ONE(GPP_E, "GPP_E", TEXT, "", "guide p.2-15, 4-6")                                                                 \
    ONE(GPP_F, "GPP_F", TEXT, "", "guide p.2-15, 4-6")                                                                 \
    ONE(GPP_G, "GPP_G", TEXT, "", "guide p.2-15, 4-6")                                                                 \
    ONE(GPP_H, "GPP_H", TEXT, "", "guide p.2-15, 4-6")                                                                 \
    ONE(GPP_I, "GPP_I", TEXT, "", "guide p.2-15, 4-6")                                                                 \
    ONE(GPP_J, "GPP_J", TEXT, "", "guide p.2-15, 4-6")                                                                 \
    ONE(GPP_K, "GPP_K", TEXT, "", "guide p.2-15, 4-6")                                                                 \
    ONE(GPP_L, "GPP_L", TEXT, "", "guide p.2-15, 4-6")                                                                 \
    ONE(GPP_M, "GPP_M", TEXT, "", "guide p.2-15, 4-6")                                                                 \
    ONE(GPP_N, "GPP_N", TEXT, "", "guide p.2-15, 4-6")                                                                 \
    ONE(GPP_O, "GPP_O", TEXT, "", "guide p.2-15, 4-6")                                                                 \
    ONE(GPP_P, "GPP_P", TEXT, "", "guide p.2-15, 4-6")                                                                 \
    ONE(GPP_SA, "GPP_SA", TEXT, "", "guide p.4-6")                                                                     \
    ONE(GPP_SB, "GPP_SB", TEXT, "", "guide p.4-6")                                                                     \
    ONE(GPP_SC, "GPP_SC", TEXT, "", "guide p.4-6")                                                                     \
    ONE(GPP_SD, "GPP_SD", TEXT, "", "guide p.4-6")                                                                     \
    /* --- sip --- */                                                                                                  \
    ONE(SIP_SERVER_NAME, "SIP_Server_Name", TEXT, "", "sample profile")                                                \
    ONE(SIP_TIMER_J, "SIP_Timer_J", TIME, "32", "RFC 3261 section 17.2.2; sample profile")                             \
    ONE(SEND_RESP_TO_SRC_PORT, "Send_Resp_To_Src_Port", BOOL, "No", "recall: help texts")                              \
    ONE(INSERT_VIA_RECEIVED, "Insert_VIA_received", BOOL, "No", "recall: help texts")                                  \
    ONE(HANDLE_VIA_RECEIVED, "Handle_VIA_received", BOOL, "No", "SPA-841 guide p.47")                                  \
    ONE(HANDLE_VIA_RPORT, "Handle_VIA_rport", BOOL, "No", "SPA-841 guide p.47")                                        \
    ONE(SUBSTITUTE_VIA_ADDR, "Substitute_VIA_Addr", BOOL, "No", "SPA-841 guide p.47")                                  \
    ONE(EXT_RTP_PORT_MIN, "EXT_RTP_Port_Min", NUMBER, "0", "guide p.2-20; effect: Sipura administration guide p.67")   \
    ONE(INSERT_VIA_RPORT, "Insert_VIA_rport", BOOL, "No", "recall: help texts")                                        \
    ONE(MAX_FORWARD, "Max_Forward", NUMBER, "70", "sample profile")                                                    \
    ONE(MAX_REDIRECTION, "Max_Redirection", NUMBER, "5", "ATA 191 guide")                                              \
    ONE(MAX_AUTH, "Max_Auth", NUMBER, "2", "ATA 191 guide")                                                            \
    ONE(SIP_USER_AGENT_NAME, "SIP_User_Agent_Name", TEXT, "", "ATA 191 guide")                                         \
    ONE(SIP_REG_USER_AGENT_NAME, "SIP_Reg_User_Agent_Name", TEXT, "", "ATA 191 guide")                                 \
    ONE(SIP_ACCEPT_LANGUAGE, "SIP_Accept_Language", TEXT, "", "ATA 191 guide")                                         \
    ONE(USE_COMPACT_HEADER, "Use_Compact_Header", BOOL, "No", "ATA 191 guide")                                         \
    ONE(ESCAPE_DISPLAY_NAME, "Escape_Display_Name", BOOL, "No", "ATA 191 guide")                                       \
    ONE(SIP_TCP_PORT_MIN, "SIP_TCP_Port_Min", NUMBER, "5060", "ATA 191 guide")                                         \
    ONE(SIP_TCP_PORT_MAX, "SIP_TCP_Port_Max", NUMBER, "5080", "ATA 191 guide")                                         \
    ONE(SIP_T1, "SIP_T1", TIME, ".5", "RFC 3261 section 17.1.2; sample profile")                                       \
    ONE(SIP_T2, "SIP_T2", TIME, "4", "RFC 3261 section 17.1.2; sample profile")                                        \
    ONE(SIP_TIMER_F, "SIP_Timer_F", TIME, "32", "RFC 3261 section 17.1.2; sample profile")                             \
    ONE(SIP_TIMER_B, "SIP_Timer_B", TIME, "32", "RFC 3261 section 17.1.1; sample profile")                             \
    ONE(SIP_TIMER_D, "SIP_Timer_D", TIME, "32", "RFC 3261 section 17.1.1; sample profile")                             \
    ONE(SIP_TIMER_H, "SIP_Timer_H", TIME, "32", "RFC 3261 section 17.2.1; sample profile")                             \
    ONE(INVITE_EXPIRES, "INVITE_Expires", TIME, "240", "ATA 191 guide")                                                \
    ONE(REINVITE_EXPIRES, "ReINVITE_Expires", TIME, "30", "ATA 191 guide")                                             \
    ONE(REG_MIN_EXPIRES, "Reg_Min_Expires", NUMBER, "1", "sample profile")                                             \
    ONE(REG_MAX_EXPIRES, "Reg_Max_Expires", NUMBER, "7200", "sample profile")                                          \
    ONE(REG_RETRY_INTVL, "Reg_Retry_Intvl", TIME, "30", "ATA 191 guide")                                               \
    ONE(REG_RETRY_LONG_INTVL, "Reg_Retry_Long_Intvl", TIME, "1200", "ATA 191 guide")                                   \
    ONE(REG_RETRY_RANDOM_DELAY, "Reg_Retry_Random_Delay", TEXT, "", "ATA 191 guide")                                   \
    ONE(REG_RETRY_LONG_RANDOM_DELAY, "Reg_Retry_Long_Random_Delay", TEXT, "", "ATA 191 guide")                         \
    ONE(REMOVE_LAST_REG, "Remove_Last_Reg", BOOL, "No", "ATA 191 guide")                                               \
    ONE(REG_RETRY_INTVL_CAP, "Reg_Retry_Intvl_Cap", TEXT, "", "ATA 191 guide")                                         \
    ONE(TRY_BACKUP_RSC, "Try_Backup_RSC", TEXT, "", "ATA 191 guide")                                                   \
    ONE(RETRY_REG_RSC, "Retry_Reg_RSC", TEXT, "", "ATA 191 guide")                                                     \
    LINE(LINE_ENABLE, "Line_Enable", BOOL, "Yes", "Yes", "sample profile")                                             \
    LINE(SIP_PORT, "SIP_Port", NUMBER, "5060", "5061", "sample profile; a value that is no port: guess")               \
    LINE(VOICE_MAIL_SERVER, "Voice_Mail_Server", TEXT, "", "", "guide p.2-20; ATA 191 guide")                          \
    LINE(MAILBOX_SUBSCRIBE_EXPIRES, "Mailbox_Subscribe_Expires", NUMBER, "2147483647", "2147483647", "guide p.2-20")   \
    LINE(NAT_MAPPING_ENABLE, "NAT_Mapping_Enable", BOOL, "No", "No", "SPA-841 guide p.47")                             \
    LINE(EXT_SIP_PORT, "EXT_SIP_Port", NUMBER, "0", "0", "guide p.2-20; effect: Sipura administration guide p.67")     \
    LINE(SIP_TRANSPORT, "SIP_Transport", TEXT, "", "", "sample profile; ATA 191 guide")                                \
    LINE(SIP_100REL_ENABLE, "SIP_100REL_Enable", BOOL, "No", "No", "ATA 191 guide")                                    \
    LINE(SIP_TOS, "SIP_ToS_DiffServ_Value", NUMBER, "104", "104", "sample profile (0x68)")                             \
    LINE(SIP_DEBUG_OPTION, "SIP_Debug_Option", TEXT, "", "", "SPA-841 guide p.42")                                     \
    LINE(AUTH_RESYNC_REBOOT, "Auth_Resync-Reboot", BOOL, "Yes", "Yes", "sample profile; challenge: recall")            \
    LINE(USE_AUTH_ID, "Use_Auth_ID", BOOL, "No", "No", "sample profile")                                               \
    LINE(AUTH_ID, "Auth_ID", TEXT, "", "", "sample profile")                                                           \
    LINE(DISPLAY_NAME, "Display_Name", TEXT, "", "", "captured page of a PAP2T 5.1.5: a row of the line's status")     \
    LINE(USER_ID, "User_ID", TEXT, "", "", "guide p.4-9, $UID1")                                                       \
    LINE(PASSWORD, "Password", TEXT, "", "", "sample profile")                                                         \
    LINE(PROXY, "Proxy", TEXT, "", "", "sample profile; realm of the unit's challenge: guess")                         \
    LINE(OUTBOUND_PROXY, "Outbound_Proxy", TEXT, "", "", "ATA 191 guide")                                              \
    LINE(USE_OUTBOUND_PROXY, "Use_Outbound_Proxy", BOOL, "No", "No", "ATA 191 guide")                                  \
    LINE(REGISTER, "Register", BOOL, "Yes", "Yes", "ATA 191 guide")                                                    \
    LINE(REGISTER_EXPIRES, "Register_Expires", NUMBER, "3600", "3600", "ATA 191 guide")                                \
    LINE(MAKE_CALL_WITHOUT_REG, "Make_Call_Without_Reg", BOOL, "No", "No", "ATA 191 guide")                            \
    LINE(USE_DNS_SRV, "Use_DNS_SRV", BOOL, "No", "No", "ATA 191 guide")                                                \
    LINE(DNS_SRV_AUTO_PREFIX, "DNS_SRV_Auto_Prefix", BOOL, "No", "No", "ATA 191 guide")                                \
    LINE(PROXY_FALLBACK_INTVL, "Proxy_Fallback_Intvl", TIME, "3600", "3600", "ATA 191 guide")                          \
    LINE(PROXY_REDUNDANCY_METHOD, "Proxy_Redundancy_Method", TEXT, "", "", "Sipura administration guide p.71")         \
    LINE(USE_OB_PROXY_IN_DIALOG, "Use_OB_Proxy_In_Dialog", BOOL, "Yes", "Yes", "ATA 191 guide")                        \
    LINE(SIP_REMOTE_PARTY_ID, "SIP_Remote-Party-ID", BOOL, "Yes", "Yes", "ATA 191 guide; form: recall")                \
    LINE(USE_LOCAL_ADDR_IN_FROM, "Use_Local_Addr_In_FROM", BOOL, "No", "No", "ATA 191 guide")                          \
    LINE(USE_ANONYMOUS_WITH_RPID, "Use_Anonymous_With_RPID", BOOL, "Yes", "Yes", "ATA 191 guide")                      \
    LINE(RESTRICT_SOURCE_IP, "Restrict_Source_IP", BOOL, "No", "No", "RTP300 guide p.137")                             \
    LINE(AUTH_INVITE, "Auth_INVITE", BOOL, "No", "No", "ATA 191 guide")                                                \
    LINE(SIP_PROXY_REQUIRE, "SIP_Proxy-Require", TEXT, "", "", "ATA 191 guide")                                        \
    /* --- line --- */                                                                                                 \
    ONE(DIAL_TONE, "Dial_Tone", TEXT, "", "SPA9x2 guide p.149")                                                        \
    ONE(REORDER_TONE, "Reorder_Tone", TEXT, "", "SPA9x2 guide p.149")                                                  \
    ONE(OFF_HOOK_WARNING_TONE, "Off_Hook_Warning_Tone", TEXT, "", "SPA9x2 guide p.149")                                \
    ONE(OUTSIDE_DIAL_TONE, "Outside_Dial_Tone", TEXT, "", "SPA-2000 guide p.52")                                       \
    ONE(INTERDIGIT_LONG_TIMER, "Interdigit_Long_Timer", TIME, "10", "Linksys ATA guide 3.2 p.108")                     \
    ONE(INTERDIGIT_SHORT_TIMER, "Interdigit_Short_Timer", TIME, "3", "Linksys ATA guide 3.2 p.108")                    \
    ONE(HOOK_FLASH_TIMER_MIN, "Hook_Flash_Timer_Min", TIME, ".1", "Linksys ATA guide p.114")                           \
    ONE(HOOK_FLASH_TIMER_MAX, "Hook_Flash_Timer_Max", TIME, ".9", "Linksys ATA guide p.114")                           \
    ONE(RING1_CADENCE, "Ring1_Cadence", TEXT, "", "guide p.2-20")                                                      \
    ONE(RING2_CADENCE, "Ring2_Cadence", TEXT, "", "guide p.2-20")                                                      \
    ONE(RING3_CADENCE, "Ring3_Cadence", TEXT, "", "guide p.2-20")                                                      \
    ONE(RING4_CADENCE, "Ring4_Cadence", TEXT, "", "guide p.2-20")                                                      \
    ONE(RING5_CADENCE, "Ring5_Cadence", TEXT, "", "guide p.2-20")                                                      \
    ONE(RING6_CADENCE, "Ring6_Cadence", TEXT, "", "guide p.2-20")                                                      \
    ONE(RING7_CADENCE, "Ring7_Cadence", TEXT, "", "guide p.2-20")                                                      \
    ONE(RING8_CADENCE, "Ring8_Cadence", TEXT, "", "guide p.2-20")                                                      \
    ONE(RING9_CADENCE, "Ring9_Cadence", TEXT, "", "guide p.2-20")                                                      \
    ONE(CWT1_CADENCE, "CWT1_Cadence", TEXT, "", "guide p.2-21")                                                        \
    ONE(CWT2_CADENCE, "CWT2_Cadence", TEXT, "", "guide p.2-21")                                                        \
    ONE(CWT3_CADENCE, "CWT3_Cadence", TEXT, "", "guide p.2-21")                                                        \
    ONE(CWT4_CADENCE, "CWT4_Cadence", TEXT, "", "guide p.2-21")                                                        \
    ONE(CWT5_CADENCE, "CWT5_Cadence", TEXT, "", "guide p.2-21")                                                        \
    ONE(CWT6_CADENCE, "CWT6_Cadence", TEXT, "", "guide p.2-21")                                                        \
    ONE(CWT7_CADENCE, "CWT7_Cadence", TEXT, "", "guide p.2-21")                                                        \
    ONE(CWT8_CADENCE, "CWT8_Cadence", TEXT, "", "guide p.2-21")                                                        \
    ONE(CWT9_CADENCE, "CWT9_Cadence", TEXT, "", "guide p.2-21")                                                        \
    ONE(CWT_FREQUENCY, "CWT_Frequency", TEXT, "", "guide p.2-21")                                                      \
    ONE(CALLER_ID_METHOD, "Caller_ID_Method", TEXT, "", "ATA 191 guide")                                               \
    ONE(CALLER_ID_FSK_STANDARD, "Caller_ID_FSK_Standard", TEXT, "", "ATA 191 guide")                                   \
    /* --- media --- */                                                                                                \
    ONE(RTP_PACKET_SIZE, "RTP_Packet_Size", TIME, "0.030", "guide p.2-20")                                             \
    ONE(NO_UDP_CHECKSUM, "No_UDP_Checksum", BOOL, "No", "Sipura administration guide p.66")                            \
    ONE(NSE_PAYLOAD, "NSE_Dynamic_Payload", NUMBER, "100", "captured INVITE of a PAP2T 3.1.15")                        \
    ONE(AVT_PAYLOAD, "AVT_Dynamic_Payload", NUMBER, "101", "captured INVITE of a PAP2T 3.1.15")                        \
    ONE(G726R16_PAYLOAD, "G726r16_Dynamic_Payload", NUMBER, "98", "captured INVITE of a PAP2T 3.1.15")                 \
    ONE(G726R24_PAYLOAD, "G726r24_Dynamic_Payload", NUMBER, "97", "captured INVITE of a PAP2T 3.1.15")                 \
    ONE(G726R32_PAYLOAD, "G726r32_Dynamic_Payload", NUMBER, "2", "captured INVITE of a PAP2T 3.1.15")                  \
    ONE(G726R40_PAYLOAD, "G726r40_Dynamic_Payload", NUMBER, "96", "captured INVITE of a PAP2T 3.1.15")                 \
    ONE(G729B_PAYLOAD, "G729b_Dynamic_Payload", NUMBER, "99", "sample profile")                                        \
    ONE(ENCAPRTP_PAYLOAD, "EncapRTP_Dynamic_Payload", NUMBER, "112", "sample profile")                                 \
    ONE(ENCAPRTP_CODEC_NAME, "EncapRTP_Codec_Name", TEXT, "", "sample profile")                                        \
    ONE(NSE_CODEC_NAME, "NSE_Codec_Name", TEXT, "", "PAP2 guide p.54")                                                 \
    ONE(AVT_CODEC_NAME, "AVT_Codec_Name", TEXT, "", "PAP2 guide p.54")                                                 \
    ONE(G711U_CODEC_NAME, "G711u_Codec_Name", TEXT, "", "PAP2 guide p.54")                                             \
    ONE(G711A_CODEC_NAME, "G711a_Codec_Name", TEXT, "", "PAP2 guide p.54")                                             \
    ONE(G726R16_CODEC_NAME, "G726r16_Codec_Name", TEXT, "", "PAP2 guide p.54")                                         \
    ONE(G726R24_CODEC_NAME, "G726r24_Codec_Name", TEXT, "", "PAP2 guide p.54")                                         \
    ONE(G726R32_CODEC_NAME, "G726r32_Codec_Name", TEXT, "", "PAP2 guide p.54")                                         \
    ONE(G726R40_CODEC_NAME, "G726r40_Codec_Name", TEXT, "", "PAP2 guide p.54")                                         \
    ONE(G729A_CODEC_NAME, "G729a_Codec_Name", TEXT, "", "PAP2 guide p.54")                                             \
    ONE(G729B_CODEC_NAME, "G729b_Codec_Name", TEXT, "", "PAP2 guide p.54")                                             \
    ONE(G723_CODEC_NAME, "G723_Codec_Name", TEXT, "", "PAP2 guide p.54")                                               \
    ONE(FXS_PORT_INPUT_GAIN, "FXS_Port_Input_Gain", TEXT, "", "recall; dB, may be negative")                           \
    ONE(FXS_PORT_OUTPUT_GAIN, "FXS_Port_Output_Gain", TEXT, "", "recall; dB, may be negative")                         \
    LINE(SIP_COS, "SIP_CoS_Value", NUMBER, "3", "3", "sample profile; IEEE 802.1Q")                                    \
    LINE(RTP_COS, "RTP_CoS_Value", NUMBER, "6", "6", "sample profile; IEEE 802.1Q")                                    \
    LINE(RTP_TOS, "RTP_ToS_DiffServ_Value", NUMBER, "184", "184", "sample profile (0xb8)")                             \
    LINE(NETWORK_JITTER_LEVEL, "Network_Jitter_Level", TEXT, "", "", "ATA 191 guide; start depths: guess")             \
    LINE(JITTER_BUFFER_ADJUSTMENT, "Jitter_Buffer_Adjustment", TEXT, "", "", "ATA 191 guide")                          \
    LINE(PREFERRED_CODEC, "Preferred_Codec", TEXT, "", "", "ATA 191 guide")                                            \
    LINE(SECOND_PREFERRED_CODEC, "Second_Preferred_Codec", TEXT, "", "", "ATA 191 guide")                              \
    LINE(THIRD_PREFERRED_CODEC, "Third_Preferred_Codec", TEXT, "", "", "ATA 191 guide")                                \
    LINE(USE_PREF_CODEC_ONLY, "Use_Pref_Codec_Only", BOOL, "No", "No", "ATA 191 guide")                                \
    LINE(SILENCE_SUPP_ENABLE, "Silence_Supp_Enable", BOOL, "No", "No", "ATA 191 guide")                                \
    LINE(G729A_ENABLE, "G729a_Enable", BOOL, "Yes", "Yes", "ATA 191 guide; only with --g729")                          \
    LINE(G723_ENABLE, "G723_Enable", BOOL, "Yes", "Yes", "ATA 191 guide; not in this build")                           \
    LINE(G726_16_ENABLE, "G726-16_Enable", BOOL, "Yes", "Yes", "ATA 191 guide")                                        \
    LINE(G726_24_ENABLE, "G726-24_Enable", BOOL, "Yes", "Yes", "ATA 191 guide")                                        \
    LINE(G726_32_ENABLE, "G726-32_Enable", BOOL, "Yes", "Yes", "ATA 191 guide")                                        \
    LINE(G726_40_ENABLE, "G726-40_Enable", BOOL, "Yes", "Yes", "ATA 191 guide")                                        \
    ONE(STUN_ENABLE, "STUN_Enable", BOOL, "No", "Sipura administration guide p.67")                                    \
    ONE(STUN_TEST_ENABLE, "STUN_Test_Enable", BOOL, "No", "Sipura administration guide p.67")                          \
    ONE(STUN_SERVER, "STUN_Server", TEXT, "", "guide p.2-20")                                                          \
    ONE(NAT_KEEP_ALIVE_INTVL, "NAT_Keep_Alive_Intvl", TIME, "15", "guide p.2-20")                                      \
    LINE(NAT_KEEP_ALIVE_ENABLE, "NAT_Keep_Alive_Enable", BOOL, "No", "No", "ATA 191 guide")                            \
    LINE(NAT_KEEP_ALIVE_MSG, "NAT_Keep_Alive_Msg", TEXT, "", "", "ATA 191 guide")                                      \
    LINE(NAT_KEEP_ALIVE_DEST, "NAT_Keep_Alive_Dest", TEXT, "", "", "ATA 191 guide")                                    \
    LINE(FAX_CED_DETECT_ENABLE, "FAX_CED_Detect_Enable", BOOL, "Yes", "Yes", "ATA 191 guide")                          \
    LINE(FAX_CNG_DETECT_ENABLE, "FAX_CNG_Detect_Enable", BOOL, "Yes", "Yes", "ATA 191 guide")                          \
    LINE(FAX_TONE_DETECT_MODE, "FAX_Tone_Detect_Mode", TEXT, "", "", "ATA 191 guide")                                  \
    LINE(FAX_PASSTHRU_CODEC, "FAX_Passthru_Codec", TEXT, "", "", "ATA 191 guide")                                      \
    LINE(FAX_CODEC_SYMMETRIC, "FAX_Codec_Symmetric", BOOL, "Yes", "Yes", "ATA 191 guide")                              \
    LINE(FAX_PROCESS_NSE, "FAX_Process_NSE", BOOL, "Yes", "Yes", "ATA 191 guide")                                      \
    LINE(FAX_ENABLE_T38, "FAX_Enable_T38", BOOL, "No", "No", "ATA 191 guide")                                          \
    LINE(FAX_T38_REDUNDANCY, "FAX_T38_Redundancy", NUMBER, "1", "1", "ATA 191 guide")                                  \
    LINE(FAX_T38_V29_ONLY, "FAX_T38_V29_Only", BOOL, "No", "No", "ATA 191 guide")                                      \
    LINE(FAX_PASSTHRU_METHOD, "FAX_Passthru_Method", TEXT, "", "", "ATA 191 guide; NSE in SDP: captured, inferred")    \
    LINE(HOOK_FLASH_TX_METHOD, "Hook_Flash_Tx_Method", TEXT, "", "", "ATA 191 guide")                                  \
    ONE(MAX_RTP_ICMP_ERR, "Max_RTP_ICMP_Err", NUMBER, "0", "ATA 191 guide")                                            \
    ONE(RTCP_TX_INTERVAL, "RTCP_Tx_Interval", NUMBER, "0", "ATA 191 guide")                                            \
    ONE(MARK_ALL_AVT_PACKETS, "Mark_All_AVT_Packets", BOOL, "Yes", "ATA 191 guide")                                    \
    ONE(DTMF_PLAYBACK_LEVEL, "DTMF_Playback_Level", TEXT, "", "sample profile; dBm, negative; of each tone: guess")    \
    ONE(DTMF_PLAYBACK_LENGTH, "DTMF_Playback_Length", TIME, ".1", "sample profile")                                    \
    ONE(DETECT_ABCD, "Detect_ABCD", BOOL, "Yes", "ATA 191 guide")                                                      \
    ONE(PLAYBACK_ABCD, "Playback_ABCD", BOOL, "Yes", "ATA 191 guide")                                                  \
    LINE(RTP_LOG_INTVL, "RTP_Log_Intvl", NUMBER, "0", "0", "recall; wording: guess")                                   \
    LINE(SILENCE_THRESHOLD, "Silence_Threshold", TEXT, "", "", "ATA 191 guide; figures: guess")                        \
    LINE(DTMF_PROCESS_AVT, "DTMF_Process_AVT", BOOL, "Yes", "Yes", "ATA 191 guide")                                    \
    /* --- call --- */                                                                                                 \
    LINE(DIAL_PLAN, "Dial_Plan", TEXT, "", "", "SPA administration guide p.57")                                        \
    LINE(EMERGENCY_NUMBER, "Emergency_Number", TEXT, "", "", "ATA 191 guide")                                          \
    LINE(ENABLE_IP_DIALING, "Enable_IP_Dialing", BOOL, "No", "No", "SPA administration guide p.57")                    \
    ONE(DTMF_RELAY_MIME_TYPE, "DTMF_Relay_MIME_Type", TEXT, "", "ATA 191 guide")                                       \
    ONE(HOOK_FLASH_MIME_TYPE, "Hook_Flash_MIME_Type", TEXT, "", "ATA 191 guide")                                       \
    ONE(RFC_2543_CALL_HOLD, "RFC_2543_Call_Hold", BOOL, "Yes", "SPA9x2 guide p.132")                                   \
    ONE(STATS_IN_BYE, "Stats_In_BYE", BOOL, "No", "ATA 191 guide")                                                     \
    ONE(SECOND_DIAL_TONE, "Second_Dial_Tone", TEXT, "", "ATA 191 guide")                                               \
    ONE(BUSY_TONE, "Busy_Tone", TEXT, "", "ATA 191 guide")                                                             \
    ONE(RING_BACK_TONE, "Ring_Back_Tone", TEXT, "", "ATA 191 guide")                                                   \
    ONE(RING_BACK_2_TONE, "Ring_Back_2_Tone", TEXT, "", "ATA 191 guide")                                               \
    ONE(MWI_DIAL_TONE, "MWI_Dial_Tone", TEXT, "", "ATA 191 guide")                                                     \
    ONE(VMWI_REFRESH_INTVL, "VMWI_Refresh_Intvl", TIME, "0", "guide p.2-20")                                           \
    ONE(CFWD_DIAL_TONE, "Cfwd_Dial_Tone", TEXT, "", "ATA 191 guide")                                                   \
    ONE(HOLDING_TONE, "Holding_Tone", TEXT, "", "ATA 191 guide")                                                       \
    ONE(CONFERENCE_TONE, "Conference_Tone", TEXT, "", "sample profile; to our user only: recall")                      \
    ONE(CONFERENCE_ACT_CODE, "Conference_Act_Code", TEXT, "", "ATA 191 guide")                                         \
    ONE(ATTN_XFER_ACT_CODE, "Attn-Xfer_Act_Code", TEXT, "", "ATA 191 guide")                                           \
    ONE(SIT1_TONE, "SIT1_Tone", TEXT, "", "ATA 191 guide")                                                             \
    ONE(SIT1_RSC, "SIT1_RSC", TEXT, "", "ATA 191 guide")                                                               \
    ONE(SIT2_TONE, "SIT2_Tone", TEXT, "", "ATA 191 guide")                                                             \
    ONE(SIT2_RSC, "SIT2_RSC", TEXT, "", "ATA 191 guide")                                                               \
    ONE(SIT3_TONE, "SIT3_Tone", TEXT, "", "ATA 191 guide")                                                             \
    ONE(SIT3_RSC, "SIT3_RSC", TEXT, "", "ATA 191 guide")                                                               \
    ONE(SIT4_TONE, "SIT4_Tone", TEXT, "", "ATA 191 guide")                                                             \
    ONE(SIT4_RSC, "SIT4_RSC", TEXT, "", "ATA 191 guide")                                                               \
    ONE(RING1_NAME, "Ring1_Name", TEXT, "", "Linksys ATA guide p.114")                                                 \
    ONE(RING2_NAME, "Ring2_Name", TEXT, "", "Linksys ATA guide p.114")                                                 \
    ONE(RING3_NAME, "Ring3_Name", TEXT, "", "Linksys ATA guide p.114")                                                 \
    ONE(RING4_NAME, "Ring4_Name", TEXT, "", "Linksys ATA guide p.114")                                                 \
    ONE(RING5_NAME, "Ring5_Name", TEXT, "", "Linksys ATA guide p.114")                                                 \
    ONE(RING6_NAME, "Ring6_Name", TEXT, "", "Linksys ATA guide p.114")                                                 \
    ONE(RING7_NAME, "Ring7_Name", TEXT, "", "Linksys ATA guide p.114")                                                 \
    ONE(RING8_NAME, "Ring8_Name", TEXT, "", "Linksys ATA guide p.114")                                                 \
    ONE(RING9_NAME, "Ring9_Name", TEXT, "", "Linksys ATA guide p.114")                                                 \
    ONE(CALLEE_ON_HOOK_DELAY, "Callee_On_Hook_Delay", TIME, "0", "Linksys ATA guide p.114")                            \
    ONE(REORDER_DELAY, "Reorder_Delay", TIME, "5", "Linksys ATA guide 3.2 p.108")                                      \
    ONE(CPC_DELAY, "CPC_Delay", TIME, "2", "Linksys ATA guide 3.2 p.108")                                              \
    ONE(CPC_DURATION, "CPC_Duration", TIME, "0", "Linksys ATA guide 3.2 p.108")                                        \
    LINE(ANS_CALL_WITHOUT_REG, "Ans_Call_Without_Reg", BOOL, "No", "No", "ATA 191 guide")                              \
    LINE(STICKY_183, "Sticky_183", BOOL, "No", "No", "ATA 191 guide")                                                  \
    LINE(REPLY_182, "Reply_182_On_Call_Waiting", BOOL, "No", "No", "ATA 191 guide")                                    \
    LINE(CALL_WAITING_SERV, "Call_Waiting_Serv", BOOL, "Yes", "Yes", "ATA 191 guide")                                  \
    LINE(BLOCK_CID_SERV, "Block_CID_Serv", BOOL, "Yes", "Yes", "ATA 191 guide")                                        \
    LINE(BLOCK_ANC_SERV, "Block_ANC_Serv", BOOL, "Yes", "Yes", "SPA-2000 guide p.45")                                  \
    LINE(DIST_RING_SERV, "Dist_Ring_Serv", BOOL, "Yes", "Yes", "ATA 191 guide")                                        \
    LINE(CFWD_ALL_SERV, "Cfwd_All_Serv", BOOL, "Yes", "Yes", "ATA 191 guide")                                          \
    LINE(CFWD_BUSY_SERV, "Cfwd_Busy_Serv", BOOL, "Yes", "Yes", "ATA 191 guide")                                        \
    LINE(CFWD_NO_ANS_SERV, "Cfwd_No_Ans_Serv", BOOL, "Yes", "Yes", "ATA 191 guide")                                    \
    LINE(CFWD_SEL_SERV, "Cfwd_Sel_Serv", BOOL, "Yes", "Yes", "ATA 191 guide")                                          \
    LINE(CFWD_LAST_SERV, "Cfwd_Last_Serv", BOOL, "Yes", "Yes", "ATA 191 guide")                                        \
    LINE(BLOCK_LAST_SERV, "Block_Last_Serv", BOOL, "Yes", "Yes", "ATA 191 guide")                                      \
    LINE(ACCEPT_LAST_SERV, "Accept_Last_Serv", BOOL, "Yes", "Yes", "ATA 191 guide")                                    \
    LINE(DND_SERV, "DND_Serv", BOOL, "Yes", "Yes", "ATA 191 guide")                                                    \
    LINE(CID_SERV, "CID_Serv", BOOL, "Yes", "Yes", "ATA 191 guide")                                                    \
    LINE(MWI_SERV, "MWI_Serv", BOOL, "Yes", "Yes", "ATA 191 guide")                                                    \
    LINE(VMWI_SERV, "VMWI_Serv", BOOL, "Yes", "Yes", "ATA 191 guide")                                                  \
    LINE(VMWI_RING_SPLASH_LEN, "VMWI_Ring_Splash_Len", TIME, "0", "0", "ATA 191 guide")                                \
    LINE(VMWI_RING_POLICY, "VMWI_Ring_Policy", TEXT, "", "", "ATA 191 guide")                                          \
    LINE(RING_ON_NO_NEW_VM, "Ring_On_No_New_VM", BOOL, "No", "No", "ATA 191 guide")                                    \
    LINE(DEFAULT_CWT, "Default_CWT", NUMBER, "1", "1", "ATA 191 guide")                                                \
    LINE(CWCID_SERV, "CWCID_Serv", BOOL, "Yes", "Yes", "ATA 191 guide")                                                \
    LINE(CWCID_SETTING, "CWCID_Setting", BOOL, "Yes", "Yes", "ATA 191 guide")                                          \
    LINE(THREE_WAY_CONF_SERV, "Three_Way_Conf_Serv", BOOL, "Yes", "Yes", "ATA 191 guide")                              \
    LINE(THREE_WAY_CALL_SERV, "Three_Way_Call_Serv", BOOL, "Yes", "Yes", "ATA 191 guide")                              \
    LINE(ATTN_TRANSFER_SERV, "Attn_Transfer_Serv", BOOL, "Yes", "Yes", "ATA 191 guide")                                \
    LINE(UNATTN_TRANSFER_SERV, "Unattn_Transfer_Serv", BOOL, "Yes", "Yes", "ATA 191 guide")                            \
    LINE(BLIND_ATTN_XFER_ENABLE, "Blind_Attn-Xfer_Enable", BOOL, "No", "No", "ATA 191 guide")                          \
    LINE(XFER_WHEN_HANGUP_CONF, "Xfer_When_Hangup_Conf", BOOL, "Yes", "Yes", "ATA 191 guide")                          \
    LINE(ACCEPT_MEDIA_LOOPBACK_REQUEST, "Accept_Media_Loopback_Request", TEXT, "", "", "ATA 191 guide")                \
    LINE(MEDIA_LOOPBACK_MODE, "Media_Loopback_Mode", TEXT, "", "", "ATA 191 guide")                                    \
    LINE(MEDIA_LOOPBACK_TYPE, "Media_Loopback_Type", TEXT, "", "", "ATA 191 guide")                                    \
    LINE(MOH_SERVER, "MOH_Server", TEXT, "", "", "ATA 191 guide")                                                      \
    LINE(SAS_ENABLE, "SAS_Enable", BOOL, "No", "No", "ATA 191 guide")                                                  \
    LINE(SAS_DLG_REFRESH_INTVL, "SAS_DLG_Refresh_Intvl", TIME, "30", "30", "ATA 191 guide")                            \
    LINE(SAS_INBOUND_RTP_SINK, "SAS_Inbound_RTP_Sink", TEXT, "", "", "ATA 191 guide")                                  \
    LINE(CONFERENCE_BRIDGE_URL, "Conference_Bridge_URL", TEXT, "", "", "ATA 191 guide")                                \
    LINE(REFEROR_BYE_DELAY, "Referor_Bye_Delay", TIME, "4", "4", "ATA 191 guide")                                      \
    LINE(REFER_TARGET_BYE_DELAY, "Refer_Target_Bye_Delay", TIME, "0", "0", "ATA 191 guide")                            \
    LINE(REFEREE_BYE_DELAY, "Referee_Bye_Delay", TIME, "0", "0", "ATA 191 guide")                                      \
    LINE(REFER_TO_TARGET_CONTACT, "Refer-To_Target_Contact", BOOL, "No", "No", "ATA 191 guide")                        \
    LINE(DTMF_TX_METHOD, "DTMF_Tx_Method", TEXT, "", "", "ATA 191 guide")                                              \
    LINE(DTMF_TX_MODE, "DTMF_Tx_Mode", TEXT, "", "", "ATA 191 guide")                                                  \
    LINE(DTMF_PROCESS_INFO, "DTMF_Process_INFO", BOOL, "Yes", "Yes", "ATA 191 guide")                                  \
    LINE(IDLE_POLARITY, "Idle_Polarity", TEXT, "", "", "ATA 191 guide")                                                \
    LINE(CALLER_CONN_POLARITY, "Caller_Conn_Polarity", TEXT, "", "", "ATA 191 guide")                                  \
    LINE(CALLEE_CONN_POLARITY, "Callee_Conn_Polarity", TEXT, "", "", "ATA 191 guide")                                  \
    LINE(CFWD_ALL_DEST, "Cfwd_All_Dest", TEXT, "", "", "ATA 191 guide")                                                \
    LINE(CFWD_BUSY_DEST, "Cfwd_Busy_Dest", TEXT, "", "", "ATA 191 guide")                                              \
    LINE(CFWD_NO_ANS_DEST, "Cfwd_No_Ans_Dest", TEXT, "", "", "ATA 191 guide")                                          \
    LINE(CFWD_NO_ANS_DELAY, "Cfwd_No_Ans_Delay", TIME, "20", "20", "ATA 191 guide")                                    \
    LINE(CFWD_SEL1_CALLER, "Cfwd_Sel1_Caller", TEXT, "", "", "ATA 191 guide")                                          \
    LINE(CFWD_SEL1_DEST, "Cfwd_Sel1_Dest", TEXT, "", "", "ATA 191 guide")                                              \
    LINE(CFWD_SEL2_CALLER, "Cfwd_Sel2_Caller", TEXT, "", "", "ATA 191 guide")                                          \
    LINE(CFWD_SEL2_DEST, "Cfwd_Sel2_Dest", TEXT, "", "", "ATA 191 guide")                                              \
    LINE(CFWD_SEL3_CALLER, "Cfwd_Sel3_Caller", TEXT, "", "", "ATA 191 guide")                                          \
    LINE(CFWD_SEL3_DEST, "Cfwd_Sel3_Dest", TEXT, "", "", "ATA 191 guide")                                              \
    LINE(CFWD_SEL4_CALLER, "Cfwd_Sel4_Caller", TEXT, "", "", "ATA 191 guide")                                          \
    LINE(CFWD_SEL4_DEST, "Cfwd_Sel4_Dest", TEXT, "", "", "ATA 191 guide")                                              \
    LINE(CFWD_SEL5_CALLER, "Cfwd_Sel5_Caller", TEXT, "", "", "ATA 191 guide")                                          \
    LINE(CFWD_SEL5_DEST, "Cfwd_Sel5_Dest", TEXT, "", "", "ATA 191 guide")                                              \
    LINE(CFWD_SEL6_CALLER, "Cfwd_Sel6_Caller", TEXT, "", "", "ATA 191 guide")                                          \
    LINE(CFWD_SEL6_DEST, "Cfwd_Sel6_Dest", TEXT, "", "", "ATA 191 guide")                                              \
    LINE(CFWD_SEL7_CALLER, "Cfwd_Sel7_Caller", TEXT, "", "", "ATA 191 guide")                                          \
    LINE(CFWD_SEL7_DEST, "Cfwd_Sel7_Dest", TEXT, "", "", "ATA 191 guide")                                              \
    LINE(CFWD_SEL8_CALLER, "Cfwd_Sel8_Caller", TEXT, "", "", "ATA 191 guide")                                          \
    LINE(CFWD_SEL8_DEST, "Cfwd_Sel8_Dest", TEXT, "", "", "ATA 191 guide")                                              \
    LINE(CFWD_LAST_CALLER, "Cfwd_Last_Caller", TEXT, "", "", "ATA 191 guide")                                          \
    LINE(CFWD_LAST_DEST, "Cfwd_Last_Dest", TEXT, "", "", "ATA 191 guide")                                              \
    LINE(BLOCK_LAST_CALLER, "Block_Last_Caller", TEXT, "", "", "ATA 191 guide")                                        \
    LINE(ACCEPT_LAST_CALLER, "Accept_Last_Caller", TEXT, "", "", "ATA 191 guide")                                      \
    LINE(CW_SETTING, "CW_Setting", BOOL, "Yes", "Yes", "ATA 191 guide")                                                \
    LINE(BLOCK_CID_SETTING, "Block_CID_Setting", BOOL, "No", "No", "ATA 191 guide")                                    \
    LINE(BLOCK_ANC_SETTING, "Block_ANC_Setting", BOOL, "No", "No", "SPA-2000 guide p.45")                              \
    LINE(DND_SETTING, "DND_Setting", BOOL, "No", "No", "ATA 191 guide")                                                \
    LINE(CID_SETTING, "CID_Setting", BOOL, "Yes", "Yes", "ATA 191 guide")                                              \
    LINE(DIST_RING_SETTING, "Dist_Ring_Setting", BOOL, "Yes", "Yes", "ATA 191 guide")                                  \
    LINE(MESSAGE_WAITING, "Message_Waiting", BOOL, "No", "No", "ATA 191 guide")                                        \
    LINE(RING1_CALLER, "Ring1_Caller", TEXT, "", "", "ATA 191 guide")                                                  \
    LINE(RING2_CALLER, "Ring2_Caller", TEXT, "", "", "ATA 191 guide")                                                  \
    LINE(RING3_CALLER, "Ring3_Caller", TEXT, "", "", "ATA 191 guide")                                                  \
    LINE(RING4_CALLER, "Ring4_Caller", TEXT, "", "", "ATA 191 guide")                                                  \
    LINE(RING5_CALLER, "Ring5_Caller", TEXT, "", "", "ATA 191 guide")                                                  \
    LINE(RING6_CALLER, "Ring6_Caller", TEXT, "", "", "ATA 191 guide")                                                  \
    LINE(RING7_CALLER, "Ring7_Caller", TEXT, "", "", "ATA 191 guide")                                                  \
    LINE(RING8_CALLER, "Ring8_Caller", TEXT, "", "", "ATA 191 guide")                                                  \
    LINE(RING9_CALLER, "Ring9_Caller", TEXT, "", "", "ATA 191 guide")                                                  \
    LINE(DEFAULT_RING, "Default_Ring", NUMBER, "1", "1", "ATA 191 guide")                                              \
    LINE(HOLD_REMINDER_RING, "Hold_Reminder_Ring", TEXT, "", "", "SPA-2000 guide p.39")                                \
    LINE(CFWD_RING_SPLASH_LEN, "Cfwd_Ring_Splash_Len", TIME, "0", "0", "ATA 191 guide")                                \
    LINE(CBLK_RING_SPLASH_LEN, "Cblk_Ring_Splash_Len", TIME, "0", "0", "ATA 191 guide")                                \
    /* --- call: vertical services --- */                                                                              \
    ONE(CALL_RETURN_CODE, "Call_Return_Code", TEXT, "", "sample profile")                                              \
    ONE(CALL_REDIAL_CODE, "Call_Redial_Code", TEXT, "", "sample profile")                                              \
    ONE(BLIND_TRANSFER_CODE, "Blind_Transfer_Code", TEXT, "", "sample profile")                                        \
    ONE(CALL_BACK_ACT_CODE, "Call_Back_Act_Code", TEXT, "", "sample profile")                                          \
    ONE(CALL_BACK_DEACT_CODE, "Call_Back_Deact_Code", TEXT, "", "sample profile")                                      \
    ONE(CALL_BACK_BUSY_ACT_CODE, "Call_Back_Busy_Act_Code", TEXT, "", "sample profile")                                \
    ONE(CFWD_ALL_ACT_CODE, "Cfwd_All_Act_Code", TEXT, "", "sample profile")                                            \
    ONE(CFWD_ALL_DEACT_CODE, "Cfwd_All_Deact_Code", TEXT, "", "sample profile")                                        \
    ONE(CFWD_BUSY_ACT_CODE, "Cfwd_Busy_Act_Code", TEXT, "", "sample profile")                                          \
    ONE(CFWD_BUSY_DEACT_CODE, "Cfwd_Busy_Deact_Code", TEXT, "", "sample profile")                                      \
    ONE(CFWD_NO_ANS_ACT_CODE, "Cfwd_No_Ans_Act_Code", TEXT, "", "sample profile")                                      \
    ONE(CFWD_NO_ANS_DEACT_CODE, "Cfwd_No_Ans_Deact_Code", TEXT, "", "sample profile")                                  \
    ONE(CFWD_LAST_ACT_CODE, "Cfwd_Last_Act_Code", TEXT, "", "sample profile")                                          \
    ONE(CFWD_LAST_DEACT_CODE, "Cfwd_Last_Deact_Code", TEXT, "", "sample profile")                                      \
    ONE(BLOCK_LAST_ACT_CODE, "Block_Last_Act_Code", TEXT, "", "sample profile")                                        \
    ONE(BLOCK_LAST_DEACT_CODE, "Block_Last_Deact_Code", TEXT, "", "sample profile")                                    \
    ONE(ACCEPT_LAST_ACT_CODE, "Accept_Last_Act_Code", TEXT, "", "sample profile")                                      \
    ONE(ACCEPT_LAST_DEACT_CODE, "Accept_Last_Deact_Code", TEXT, "", "sample profile")                                  \
    ONE(CW_ACT_CODE, "CW_Act_Code", TEXT, "", "sample profile")                                                        \
    ONE(CW_DEACT_CODE, "CW_Deact_Code", TEXT, "", "sample profile")                                                    \
    ONE(CW_PER_CALL_ACT_CODE, "CW_Per_Call_Act_Code", TEXT, "", "sample profile")                                      \
    ONE(CW_PER_CALL_DEACT_CODE, "CW_Per_Call_Deact_Code", TEXT, "", "sample profile")                                  \
    ONE(BLOCK_CID_ACT_CODE, "Block_CID_Act_Code", TEXT, "", "sample profile")                                          \
    ONE(BLOCK_CID_DEACT_CODE, "Block_CID_Deact_Code", TEXT, "", "sample profile")                                      \
    ONE(BLOCK_CID_PER_CALL_ACT_CODE, "Block_CID_Per_Call_Act_Code", TEXT, "", "sample profile")                        \
    ONE(BLOCK_CID_PER_CALL_DEACT_CODE, "Block_CID_Per_Call_Deact_Code", TEXT, "", "sample profile")                    \
    ONE(BLOCK_ANC_ACT_CODE, "Block_ANC_Act_Code", TEXT, "", "sample profile")                                          \
    ONE(BLOCK_ANC_DEACT_CODE, "Block_ANC_Deact_Code", TEXT, "", "sample profile")                                      \
    ONE(DND_ACT_CODE, "DND_Act_Code", TEXT, "", "sample profile")                                                      \
    ONE(DND_DEACT_CODE, "DND_Deact_Code", TEXT, "", "sample profile")                                                  \
    ONE(CID_ACT_CODE, "CID_Act_Code", TEXT, "", "sample profile")                                                      \
    ONE(CID_DEACT_CODE, "CID_Deact_Code", TEXT, "", "sample profile")                                                  \
    ONE(CWCID_ACT_CODE, "CWCID_Act_Code", TEXT, "", "sample profile")                                                  \
    ONE(CWCID_DEACT_CODE, "CWCID_Deact_Code", TEXT, "", "sample profile")                                              \
    ONE(DIST_RING_ACT_CODE, "Dist_Ring_Act_Code", TEXT, "", "sample profile")                                          \
    ONE(DIST_RING_DEACT_CODE, "Dist_Ring_Deact_Code", TEXT, "", "sample profile")                                      \
    ONE(SPEED_DIAL_ACT_CODE, "Speed_Dial_Act_Code", TEXT, "", "sample profile")                                        \
    ONE(SECURE_ALL_CALL_ACT_CODE, "Secure_All_Call_Act_Code", TEXT, "", "sample profile")                              \
    ONE(SECURE_NO_CALL_ACT_CODE, "Secure_No_Call_Act_Code", TEXT, "", "sample profile")                                \
    ONE(SECURE_ONE_CALL_ACT_CODE, "Secure_One_Call_Act_Code", TEXT, "", "sample profile")                              \
    ONE(SECURE_ONE_CALL_DEACT_CODE, "Secure_One_Call_Deact_Code", TEXT, "", "sample profile")                          \
    ONE(MODEM_LINE_TOGGLE_CODE, "Modem_Line_Toggle_Code", TEXT, "", "sample profile")                                  \
    ONE(FAX_LINE_TOGGLE_CODE, "FAX_Line_Toggle_Code", TEXT, "", "sample profile")                                      \
    ONE(MEDIA_LOOPBACK_CODE, "Media_Loopback_Code", TEXT, "", "sample profile")                                        \
    ONE(PREFER_G711U_CODE, "Prefer_G711u_Code", TEXT, "", "sample profile")                                            \
    ONE(FORCE_G711U_CODE, "Force_G711u_Code", TEXT, "", "sample profile")                                              \
    ONE(PREFER_G711A_CODE, "Prefer_G711a_Code", TEXT, "", "sample profile")                                            \
    ONE(FORCE_G711A_CODE, "Force_G711a_Code", TEXT, "", "sample profile")                                              \
    ONE(PREFER_G723_CODE, "Prefer_G723_Code", TEXT, "", "sample profile")                                              \
    ONE(FORCE_G723_CODE, "Force_G723_Code", TEXT, "", "sample profile")                                                \
    ONE(PREFER_G726R16_CODE, "Prefer_G726r16_Code", TEXT, "", "sample profile")                                        \
    ONE(FORCE_G726R16_CODE, "Force_G726r16_Code", TEXT, "", "sample profile")                                          \
    ONE(PREFER_G726R24_CODE, "Prefer_G726r24_Code", TEXT, "", "sample profile")                                        \
    ONE(FORCE_G726R24_CODE, "Force_G726r24_Code", TEXT, "", "sample profile")                                          \
    ONE(PREFER_G726R32_CODE, "Prefer_G726r32_Code", TEXT, "", "sample profile")                                        \
    ONE(FORCE_G726R32_CODE, "Force_G726r32_Code", TEXT, "", "sample profile")                                          \
    ONE(PREFER_G726R40_CODE, "Prefer_G726r40_Code", TEXT, "", "sample profile")                                        \
    ONE(FORCE_G726R40_CODE, "Force_G726r40_Code", TEXT, "", "sample profile")                                          \
    ONE(PREFER_G729A_CODE, "Prefer_G729a_Code", TEXT, "", "sample profile")                                            \
    ONE(FORCE_G729A_CODE, "Force_G729a_Code", TEXT, "", "sample profile")                                              \
    ONE(REFERRAL_SERVICES_CODES, "Referral_Services_Codes", TEXT, "", "SPA9000 guide p.180")                           \
    ONE(FEATURE_DIAL_SERVICES_CODES, "Feature_Dial_Services_Codes", TEXT, "", "ATA 191 guide")                         \
    ONE(SERVICE_ANNC_BASE_NUMBER, "Service_Annc_Base_Number", TEXT, "", "ATA 191 guide")                               \
    ONE(SERVICE_ANNC_EXTENSION_CODES, "Service_Annc_Extension_Codes", TEXT, "", "ATA 191 guide")                       \
    ONE(PROMPT_TONE, "Prompt_Tone", TEXT, "", "ATA 191 guide")                                                         \
    ONE(CONFIRM_TONE, "Confirm_Tone", TEXT, "", "ATA 191 guide")                                                       \
    ONE(FEATURE_INVOCATION_METHOD, "Feature_Invocation_Method", TEXT, "", "recall")                                    \
    ONE(FEATURE_INVOCATION_TONE, "Feature_Invocation_Tone", TEXT, "", "recall")                                        \
    ONE(CALL_BACK_EXPIRES, "Call_Back_Expires", TIME, "1800", "SPA9x2 guide p.79")                                     \
    ONE(CALL_BACK_RETRY_INTVL, "Call_Back_Retry_Intvl", TIME, "30", "SPA9x2 guide p.79")                               \
    ONE(CALL_BACK_DELAY, "Call_Back_Delay", TIME, ".5", "ATA 191 guide")                                               \
    LINE(CALL_RETURN_SERV, "Call_Return_Serv", BOOL, "Yes", "Yes", "ATA 191 guide")                                    \
    LINE(CALL_REDIAL_SERV, "Call_Redial_Serv", BOOL, "Yes", "Yes", "ATA 191 guide")                                    \
    LINE(CALL_BACK_SERV, "Call_Back_Serv", BOOL, "Yes", "Yes", "ATA 191 guide")                                        \
    LINE(SPEED_DIAL_SERV, "Speed_Dial_Serv", BOOL, "Yes", "Yes", "ATA 191 guide")                                      \
    LINE(SECURE_CALL_SERV, "Secure_Call_Serv", BOOL, "Yes", "Yes", "ATA 191 guide")                                    \
    LINE(REFERRAL_SERV, "Referral_Serv", BOOL, "Yes", "Yes", "ATA 191 guide")                                          \
    LINE(FEATURE_DIAL_SERV, "Feature_Dial_Serv", BOOL, "Yes", "Yes", "ATA 191 guide")                                  \
    LINE(SERVICE_ANNOUNCEMENT_SERV, "Service_Announcement_Serv", BOOL, "No", "No", "ATA 191 guide")                    \
    LINE(SECURE_CALL_SETTING, "Secure_Call_Setting", BOOL, "No", "No",                                                 \
         "Sipura administration guide p.85; no effect without a certificate")                                          \
    LINE(SPEED_DIAL_2, "Speed_Dial_2", TEXT, "", "", "recall")                                                         \
    LINE(SPEED_DIAL_3, "Speed_Dial_3", TEXT, "", "", "recall")                                                         \
    LINE(SPEED_DIAL_4, "Speed_Dial_4", TEXT, "", "", "recall")                                                         \
    LINE(SPEED_DIAL_5, "Speed_Dial_5", TEXT, "", "", "recall")                                                         \
    LINE(SPEED_DIAL_6, "Speed_Dial_6", TEXT, "", "", "recall")                                                         \
    LINE(SPEED_DIAL_7, "Speed_Dial_7", TEXT, "", "", "recall")                                                         \
    LINE(SPEED_DIAL_8, "Speed_Dial_8", TEXT, "", "", "recall")                                                         \
    LINE(SPEED_DIAL_9, "Speed_Dial_9", TEXT, "", "", "recall")                                                         \
    LINE(CALL_BACK_RING, "Call_Back_Ring", NUMBER, "7", "7", "ATA 191 guide")

enum fw_element {
#define FW_ELEMENT_ONE(id, element, kind, fallback, source)                FW_EL_##id,
#define FW_ELEMENT_LINE(id, element, kind, fallback_1, fallback_2, source) FW_EL_##id##_1, FW_EL_##id##_2,
    FW_ELEMENT_LIST(FW_ELEMENT_ONE, FW_ELEMENT_LINE)
#undef FW_ELEMENT_ONE
#undef FW_ELEMENT_LINE
        FW_N_ELEMENTS,
    FW_EL_NONE = FW_N_ELEMENTS /* for tables: no element */
};

enum fw_element_kind {
    FW_ELEMENT_TEXT,
    FW_ELEMENT_BOOL,
    FW_ELEMENT_NUMBER, /* whole, 0 .. 2^32 - 1; decimals are ignored */
    FW_ELEMENT_TIME,   /* seconds with decimals */
    FW_ELEMENT_ADDRESS /* IPv4; 0.0.0.0 counts as empty */
};

/* Texts, not pointers to them: such a table is shared by all processes, while the loader writes each pointer. */
struct fw_element_row {
    char element[36], fallback[16], source[68];
    enum fw_element_kind kind;
    uint8_t n; /* characters of element */
};
const struct fw_element_row *fw_element_row(enum fw_element e);
const char *fw_element_name(enum fw_element e);
/* The element of line 1 or 2, from that of line 1. */
enum fw_element fw_element_of_line(enum fw_element of_line_1, unsigned line_1_or_2);
/* 'A' .. 'P' of either case: GPP_A .. GPP_P. */
enum fw_element fw_element_gpp(char letter);

/* Id in the running release, or FW_PARAM_NONE. */
int fw_element_id(const struct fw_params *p, enum fw_element e);
/* Values, by the kind of the row. A text is valid until the next commit; a time is in microseconds. */
const char *fw_element_text(const struct fw_params *p, enum fw_element e);
bool fw_element_bool(const struct fw_params *p, enum fw_element e);
uint32_t fw_element_u32(const struct fw_params *p, enum fw_element e);
uint64_t fw_element_us(const struct fw_params *p, enum fw_element e);
uint32_t fw_element_ipv4(const struct fw_params *p, enum fw_element e);
