# Usage: Rscript sem.R FOLDER: milliseconds of process time of whole calls of lavaan, with standard errors and fit measures, and the chi-square.
suppressMessages(library(lavaan))
folder <- commandArgs(TRUE)[1]
time <- function(name, model, runs, ...) {
  rows <- read.csv(file.path(folder, name))
  f <- function() suppressWarnings({ fit <- sem(model, rows, ...); list(fit, fitMeasures(fit)) })
  f()
  times <- replicate(runs, { start <- sum(proc.time()[1:2]); result <<- f(); sum(proc.time()[1:2]) - start })
  cat(sprintf('%s\t%.4f\t%.12f\n', name, median(times) * 1000, result[[2]]['chisq']))
}
time('job.csv', 'CTS =~ y1 + y2 + y3\nDTP =~ y4 + y5 + y6\nSWB =~ y7 + y8 + y9\nJS =~ y10 + y11 + y12\ny7 ~~ y9\nDTP ~ a1*CTS\nSWB ~ a2*CTS + a3*DTP\nJS ~ a4*CTS + a5*DTP + a6*SWB\nind := a1*a5\ntotal := a4 + a1*a5 + a2*a6 + a1*a3*a6', 15)
time('holes.csv', 'f =~ y1 + y2 + y3\ng =~ y4 + y5 + y6\nh =~ y7 + y8 + y9', 3, missing = 'fiml')
