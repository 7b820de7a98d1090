# SPDX-License-Identifier: MIT
# lwIP's source tree. Debian's own liblwip cannot be used (no DHCP or DNS client, NO_SYS=0), so the source package is compiled in, with
# lwipopts.h beside this file. Looked for in -DLWIP_DIR=, the variable LWIP_DIR of the environment, and where `./dev setup` unpacks it.
# Sets LwIP_FOUND and LWIP_DIR.
find_path(LWIP_DIR src/Filelists.cmake
  PATHS "$ENV{LWIP_DIR}" "${CMAKE_SOURCE_DIR}/build/lwip" "${CMAKE_BINARY_DIR}/lwip"
  NO_DEFAULT_PATH NO_CMAKE_FIND_ROOT_PATH DOC "lwIP 2.1 source tree (./dev setup fetches Debian's)")
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(LwIP REQUIRED_VARS LWIP_DIR
  REASON_FAILURE_MESSAGE "run ./dev setup once, which fetches Debian's source package, or pass -DLWIP_DIR=DIR")
mark_as_advanced(LWIP_DIR)
