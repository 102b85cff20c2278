#!/usr/bin/env bash
# Effective draws a second of a structural equation model of job satisfaction, here and in rstan, in turn on this machine: one chain, warm-up
# included, process CPU, medians of five. Needs R with rstan and posterior (Debian: r-cran-rstan r-cran-posterior g++ libboost-dev).
# Usage: benchmarks/peers/sem-bayes.sh CSV [CACHE]   CSV: rows of JW1 … MI; CACHE keeps the compiled program, which takes a minute.
set -euo pipefail
csv=$(realpath "$1")
cd "$(dirname "$0")/../.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
cache=${2:-$out}
mkdir -p "$cache"
dotnet build benchmarks/Credence.SemBayesTimings -c Release --verbosity quiet
Rscript benchmarks/peers/sem-bayes.R "$csv" "$cache" >"$out/peer"
dotnet run --no-build -c Release --project benchmarks/Credence.SemBayesTimings "$csv" identified >"$out/here"
printf 'model\there ESS/s\trstan ESS/s\tratio\there leapfrogs\trstan leapfrogs\there µs/gradient\trstan µs/gradient\n'
awk -F'\t' 'NR == FNR { rate[$1] = $4; steps[$1] = $5; time[$1] = $6; next } { printf "%s\t%s\t%s\t%.1f\t%s\t%s\t%s\t%s\n", $1, rate[$1], $4, rate[$1] / $4, steps[$1], $5, time[$1], $6 }' "$out/here" "$out/peer"
