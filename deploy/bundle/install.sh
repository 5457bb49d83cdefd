#!/bin/sh
# Installs sanxian into a virtual environment of its own, with no network: ./install.sh [FOLDER]
# PYTHON names the interpreter (default python3); FOLDER defaults to /opt/sanxian and must not hold anything yet.
set -eu
cd -- "$(dirname -- "$0")"
target=${1:-/opt/sanxian}
python=${PYTHON:-python3}

sha256sum --check --quiet --strict SHA256SUMS || {
  echo "安装包已损坏或被改动，未安装 the bundle is damaged or was altered; nothing was installed" >&2; exit 1; }

here=$("$python" -c 'import platform, sys; print("%d.%d %s %s" % (*sys.version_info[:2], platform.system(), platform.machine()))')
made_for=$(cat MADE_FOR)
[ "$here" = "$made_for" ] || {
  echo "本包为 $made_for 制作，这里是 $here；可用 PYTHON=… 指定解释器 this bundle is for $made_for, here is $here; PYTHON=... names another interpreter" >&2; exit 1; }

if [ -d "$target" ] && [ -n "$(ls -A "$target")" ]; then
  echo "$target 已有内容；升级请装到新文件夹再切换 $target is not empty; install an upgrade into a new folder, then switch" >&2; exit 1
fi
"$python" -m venv "$target" || {
  echo "$python 建不了虚拟环境；请安装 venv（Debian：python3-venv） $python cannot make a virtual environment; install its venv" >&2; exit 1; }
"$target/bin/python" -m pip --disable-pip-version-check --quiet install \
  --no-index --no-deps --require-hashes --find-links wheels -r requirements.txt
"$target/bin/python" -m pip --disable-pip-version-check check
"$target/bin/python" -m layers.compiled >/dev/null
"$target/bin/sanxian" --help >/dev/null
echo "已安装 installed: $target/bin/sanxian"
echo "下一步 next: $target/bin/sanxian demo --no-serve ; docs/deployment.md"
