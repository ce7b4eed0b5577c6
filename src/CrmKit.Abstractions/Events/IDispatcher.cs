namespace CrmKit.Events;

/// <summary>Delivers committed events to subscribers and carries out effects. In a generic host it runs by itself; console programs and tests drain it.</summary>
/// <remarks>Singleton, thread safe.</remarks>
public interface IDispatcher
{
    /// <summary>Delivers until nothing is due; what failed waits for its next try. Returns how many messages were settled.</summary>
    Task<int> DrainAsync(CancellationToken cancellationToken = default);
}
