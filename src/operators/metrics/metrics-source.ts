/** Metrics as text for Prometheus. */
export interface MetricsSource {
  read(): Promise<string>
  readonly contentType: string
}
