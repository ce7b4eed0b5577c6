using System.Diagnostics;
using CrmKit.Sessions;

namespace CrmKit.Diagnostics;

/// <summary>Measures calls through the doors of one session. Keeps text and numbers only: an exception object may hold a plugin's code in memory.</summary>
internal sealed class DoorTrace(CrmSession session, TimeProvider clock) : ISessionService
{
    /// <param name="act">Door and act: <c>records.save</c>.</param>
    /// <param name="type">The record type's key; <see langword="null"/> when there are several, or none.</param>
    /// <param name="records">How many records the call is about; <see langword="null"/> when that is not known before.</param>
    /// <param name="call">The door's own work.</param>
    public Task<T> RunAsync<T>(string act, string? type, int? records, Func<Task<T>> call) =>
        Telemetry.IsWatched ? WatchedAsync(act, type, records, call) : call();

    public Task RunAsync(string act, string? type, int? records, Func<Task> call) => Telemetry.IsWatched
        ? WatchedAsync(act, type, records, async () =>
        {
            await call();
            return 0;
        })
        : call();

    private async Task<T> WatchedAsync<T>(string act, string? type, int? records, Func<Task<T>> call)
    {
        using var activity = Telemetry.Start(act);
        activity?.SetTag("crmkit.tenant", session.TenantId).SetTag("crmkit.door", session.Door).SetTag("crmkit.correlation", session.CorrelationId.ToString())
            .SetTag("crmkit.type", type).SetTag("crmkit.records", records);
        var start = clock.GetTimestamp();
        var outcome = "ok";
        try
        {
            return await call();
        }
        catch (Exception e)
        {
            outcome = e switch
            {
                CrmException refusal => refusal.Error.Code,
                OperationCanceledException => "cancelled",
                _ => e.GetType().Name,
            };
            activity?.SetStatus(ActivityStatusCode.Error, outcome);
            throw;
        }
        finally
        {
            activity?.SetTag("crmkit.outcome", outcome);
            Telemetry.Called(act, type, outcome, clock.GetElapsedTime(start));
        }
    }
}
