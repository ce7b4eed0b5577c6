namespace CrmKit.Web;

/// <summary>How many live feeds each person has open on this node: each looks for news as long as it lasts, whatever asking for it cost.</summary>
internal sealed class LiveSeats
{
    private readonly Lock _turn = new();
    private readonly Dictionary<(string Tenant, Guid? User), int> _taken = [];

    /// <summary>Takes a seat until it is disposed; <see langword="null"/> when the person has as many as anybody may.</summary>
    public IDisposable? Take(string tenant, Guid? user, int most)
    {
        lock (_turn)
        {
            var taken = _taken.GetValueOrDefault((tenant, user));
            if (taken >= most) return null;
            _taken[(tenant, user)] = taken + 1;
            return new Seat(this, (tenant, user));
        }
    }

    private void Leave((string, Guid?) person)
    {
        lock (_turn)
        {
            if (_taken[person] == 1) _taken.Remove(person);
            else _taken[person]--;
        }
    }

    private sealed class Seat(LiveSeats seats, (string, Guid?) person) : IDisposable
    {
        public void Dispose() => seats.Leave(person);
    }
}
