# Sourced by scripts/serve and scripts/test: sets $python to a Python 3.11 or newer that has venv and pip.
# Set PYTHON to use one that is not on the PATH.

python=
for candidate in ${PYTHON:+"$PYTHON"} python3 python3.14 python3.13 python3.12 python3.11; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
        python=$candidate
        break
    fi
done
if [ -z "$python" ]; then
    {
        echo "Không tìm thấy Python 3.11 trở lên. Trên Debian 12, Ubuntu 24.04 hoặc mới hơn hãy chạy:"
        echo "    sudo apt-get install python3 python3-venv python3-pip"
        echo "rồi chạy lại lệnh này. Nếu Python nằm chỗ khác, đặt biến PYTHON là đường dẫn của nó."
        echo "(Python 3.11 or newer was not found; install it, or set PYTHON to its path.)"
    } >&2
    exit 2
fi
# Debian splits ensurepip into python3-venv, and venv's own error does not name what to install.
if ! "$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then
    version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    {
        echo "Python $version có sẵn nhưng thiếu phần tạo môi trường ảo (venv, pip). Hãy chạy:"
        echo "    sudo apt-get install python$version-venv python3-pip"
        echo "rồi chạy lại lệnh này."
        echo "(This Python lacks venv or ensurepip; install the package named above.)"
    } >&2
    exit 2
fi
