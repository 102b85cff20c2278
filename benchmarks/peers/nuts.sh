#!/usr/bin/env bash
# Effective draws a second here and in rstan, in turn on this machine: one chain, warm-up included, process CPU, medians of five.
# Needs R with rstan and posterior (Debian: r-cran-rstan r-cran-posterior g++ libboost-dev). Usage: benchmarks/peers/nuts.sh [CACHE]
# CACHE keeps the compiled programs, which take minutes.
set -euo pipefail
cd "$(dirname "$0")/../.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
cache=${1:-$out}
mkdir -p "$cache"
dotnet build benchmarks/Credence.SamplerTimings -c Release --verbosity quiet
Rscript benchmarks/peers/nuts.R data "$out"
Rscript benchmarks/peers/nuts.R time "$out" "$cache" >"$out/peer"
dotnet run --no-build -c Release --project benchmarks/Credence.SamplerTimings "$out" >"$out/here"
printf 'model\there ESS/s\trstan ESS/s\tratio\there leapfrogs\trstan leapfrogs\n'
# Moments here stand against both programs there.
awk -F'\t' 'NR == FNR { rate[$1] = $4; steps[$1] = $5; next } { name = $1; sub(/-(moments|rows)$/, "", name); printf "%s\t%s\t%s\t%.1f\t%s\t%s\n", $1, rate[name], $4, rate[name] / $4, steps[name], $5 }' "$out/here" "$out/peer"
printf '\nhere: model, seconds, least bulk ESS, ESS/s, leapfrogs a draw, microseconds a gradient, adaptation\n'
cat "$out/here"
