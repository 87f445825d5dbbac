//! A capture as others read it: pcapng for Wireshark, the NSS key log.
