#!/bin/busybox sh
# The first program of the guest: modules, the host's files read-only, then the play; whatever happens, the power goes off.
b=/bin/busybox
$b mount -t proc proc /proc
$b mount -t sysfs sysfs /sys
$b mount -t devtmpfs devtmpfs /dev
$b cat /modules/order | while read -r module; do $b insmod "/modules/$module" || echo "guest: no $module"; done

shared() { $b mount -t 9p -o "trans=virtio,version=9p2000.L,msize=262144,$3" "$1" "$2"; }
shared host /host ro,cache=loose
for place in run mnt var/lib/bluetooth; do $b mount -t tmpfs tmpfs "/host/$place"; done
$b mkdir -p /host/run/dbus /host/run/phone /host/mnt/repository /host/mnt/packages /host/mnt/results
$b chmod 1777 /host/run/phone
shared repository /host/mnt/repository ro,cache=loose
shared packages /host/mnt/packages ro,cache=loose
shared results /host/mnt/results rw
for place in proc sys dev; do $b mount -o bind "/$place" "/host/$place"; done
$b ip link set lo up

echo "guest: the host's files are there"
$b chroot /host /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/run TMPDIR=/run/phone LANG=C.UTF-8 \
    PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=/mnt/repository/src:/mnt/repository:/mnt/packages \
    "$(cat /host/mnt/results/python)" -m benchmarks.radio_guest.play
echo "guest: the play ended"
$b sync
$b poweroff -f
