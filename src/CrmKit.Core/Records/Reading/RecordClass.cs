using System.Collections.Concurrent;

namespace CrmKit.Records;

/// <summary>From a record type known at run time to generic code over its class; classes are the host's own, so keeping them pins no plugin.</summary>
internal static class RecordClass
{
    private static readonly ConcurrentDictionary<Type, Door> Doors = new();

    public static Task<TResult> VisitAsync<TResult>(this RecordTypeDefinition type, IRecordClassVisitor<TResult> visitor) =>
        Doors.GetOrAdd(type.ClrType, static t => (Door)Activator.CreateInstance(typeof(Door<>).MakeGenericType(t))!).VisitAsync(visitor);

    private abstract class Door
    {
        public abstract Task<TResult> VisitAsync<TResult>(IRecordClassVisitor<TResult> visitor);
    }

    private sealed class Door<T> : Door where T : Record
    {
        public override Task<TResult> VisitAsync<TResult>(IRecordClassVisitor<TResult> visitor) => visitor.VisitAsync<T>();
    }
}

/// <summary>Code over the class of a record type.</summary>
internal interface IRecordClassVisitor<TResult>
{
    Task<TResult> VisitAsync<T>() where T : Record;
}
