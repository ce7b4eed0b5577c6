using CrmKit.Access;
using CrmKit.Scheduling;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CrmKit.AspNetCore;

/// <summary>Scheduled jobs, for administrators of the host: when they are due, and to run one now.</summary>
internal static class JobEndpoints
{
    public static async Task ListAsync(ApiCall call)
    {
        await DemandAsync(call);
        var jobs = await SchedulerOf(call).ListAsync(call.Cancelled);
        await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("items");
            foreach (var (job, last, next) in jobs)
            {
                json.WriteStartObject();
                json.WriteString("key", job.Key);
                json.WriteString("label", job.Label.For(call.Culture));
                json.WriteString("source", job.Source);
                json.WriteString("schedule", job.Schedule.ToString());
                json.WriteString("timeZone", job.Schedule.TimeZone);
                json.WriteString("misfire", EnumCode.Of(job.Misfire));
                json.WritePropertyName("lastDueAt");
                FieldJson.Write(json, last);
                json.WritePropertyName("nextDueAt");
                FieldJson.Write(json, next);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    public static async Task RunAsync(ApiCall call)
    {
        await DemandAsync(call);
        await SchedulerOf(call).QueueNowAsync((string)call.Http.Request.RouteValues["key"]!, call.Cancelled);
        call.Http.Response.StatusCode = StatusCodes.Status202Accepted;
    }

    // Jobs run in the host's tenant, as the system.
    private static ValueTask DemandAsync(ApiCall call) =>
        AdministratorRights.DemandOfHostAsync(call.Session, call.Http.RequestServices.GetRequiredService<IOptions<CrmKitOptions>>().Value, ApiErrors.JobsForbidden, call.Cancelled);

    private static IScheduler SchedulerOf(ApiCall call) => call.Http.RequestServices.GetRequiredService<IScheduler>();
}
