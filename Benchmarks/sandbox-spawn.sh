#!/usr/bin/env bash
# What isolation costs: `/bin/true` started bare, by our launcher, and by bubblewrap where that is installed.
#
#   Benchmarks/sandbox-spawn.sh [ROUNDS] [RUNS-A-ROUND]
#
# The three take turns, so that a busy machine slows them alike; the median round counts.
set -euo pipefail
cd "$(dirname "$0")/.."

rounds=${1:-11} runs=${2:-50}
swift build -c release --product sandbox-launcher >/dev/null
launcher="$(swift build -c release --show-bin-path)/sandbox-launcher"

mounts=()
for path in /usr /bin /lib /lib64; do
  if [ -e "$path" ]; then mounts+=(--read-only "$path" "$path"); fi
done

bare() { /bin/true; }
ours() { "$launcher" "${mounts[@]}" --scratch-bytes 67108864 --wall-ms 10000 --cpu-ms 10000 \
  --memory-bytes 2147483648 --processes 64 -- /bin/true 2>/dev/null; }
bubblewrap() { bwrap --unshare-all --ro-bind / / /bin/true; }

contestants=(bare ours)
if command -v bwrap >/dev/null; then contestants+=(bubblewrap); fi

# Microseconds of one run of $1, averaged over a round.
measure() {
  local start=${EPOCHREALTIME/./}
  for ((run = 0; run < runs; run++)); do "$1"; done
  echo $(((${EPOCHREALTIME/./} - start) / runs))
}

declare -A rounds_of median
for ((round = 0; round < rounds; round++)); do
  for contestant in "${contestants[@]}"; do
    rounds_of[$contestant]+="$(measure "$contestant") "
  done
done
for contestant in "${contestants[@]}"; do
  median[$contestant]=$(tr ' ' '\n' <<<"${rounds_of[$contestant]% }" | sort -n | sed -n "$((rounds / 2 + 1))p")
done
for contestant in "${contestants[@]}"; do
  awk -v name="$contestant" -v us="${median[$contestant]}" -v bare="${median[bare]}" \
    'BEGIN { printf "%-11s %7.2f ms  %5.2f times bare\n", name, us / 1000, us / bare }'
done
if [ -n "${median[bubblewrap]:-}" ]; then
  awk -v ours="${median[ours]}" -v theirs="${median[bubblewrap]}" \
    'BEGIN { printf "ours / bubblewrap: %.2f\n", ours / theirs }'
fi
