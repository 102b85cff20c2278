# Writes the figures of pooling.json: Rscript pooling.R > pooling.json (mice 3.15.0, mitml 0.4-4).
suppressMessages({library(mice); library(mitml); library(jsonlite)})
set.seed(7)
scalar <- lapply(list(list(m = 5, n = Inf, sd = 0.5), list(m = 2, n = 30, sd = 1), list(m = 40, n = 1000, sd = 0.1), list(m = 20, n = 12, sd = 3),
                      list(m = 10, n = 500, sd = 1e-6), list(m = 3, n = 4, sd = 0)), function(case) {
  q <- 2 + case$sd * rnorm(case$m)
  if (case$sd == 0) q <- rep(2, case$m)
  u <- 0.3 + 0.05 * runif(case$m)
  pooled <- pool.scalar(q, u, n = case$n, k = 1)
  list(estimates = q, variances = u, degrees = if (is.infinite(case$n)) "Infinity" else case$n - 1, estimate = pooled$qbar, within = pooled$ubar, between = pooled$b,
       variance = pooled$t, degreesOfFreedom = pooled$df, varianceIncrease = pooled$r, lambda = (1 + 1 / case$m) * pooled$b / pooled$t,
       missingInformation = pooled$fmi)
})
wald <- lapply(list(list(m = 5, k = 3, df = NULL), list(m = 20, k = 2, df = 90), list(m = 3, k = 2, df = NULL), list(m = 10, k = 4, df = 40), list(m = 3, k = 1, df = NULL)), function(case) {
  q <- matrix(0.6 + 0.3 * rnorm(case$k * case$m), case$k)
  u <- array(0, c(case$k, case$k, case$m))
  for (i in 1:case$m) u[, , i] <- crossprod(matrix(rnorm(case$k * (case$k + 5)), ncol = case$k)) / 100
  pooled <- mitml:::.D1(q, u, case$df)
  list(estimates = lapply(1:case$m, function(i) as.list(q[, i])), covariances = lapply(1:case$m, function(i) as.vector(u[, , i])),
       degrees = if (is.null(case$df)) "Infinity" else case$df,
       statistic = as.numeric(pooled$F), degreesOfFreedom = pooled$v, varianceIncrease = pooled$r, pValue = pf(as.numeric(pooled$F), pooled$k, pooled$v, lower.tail = FALSE))
})
chi <- lapply(list(list(m = 5, k = 3), list(m = 30, k = 1), list(m = 3, k = 6)), function(case) {
  d <- rchisq(case$m, case$k, ncp = 6)
  pooled <- mitml:::.D2(d, case$k)
  list(statistics = d, k = case$k, statistic = pooled$F, degreesOfFreedom = pooled$v, varianceIncrease = pooled$r,
       pValue = pf(pooled$F, pooled$k, pooled$v, lower.tail = FALSE))
})
cat(toJSON(list(scalar = scalar, wald = wald, chiSquared = chi), digits = NA, auto_unbox = TRUE, pretty = FALSE), "\n")
